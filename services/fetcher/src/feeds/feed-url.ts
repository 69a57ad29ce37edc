import { canonicalUrl } from '../text/canonical-url.ts';

/**
 * A feed's address as a subscription keeps it: in one spelling and without fragment, with every parameter, since a feed may need any.
 *
 * @throws CanonicalUrlError unless the address is http or https, names a host and carries no user or password
 */
export function feedUrl(text: string): string {
  canonicalUrl(text);
  const url = new URL(text.trim());
  url.hash = '';
  return url.href;
}
