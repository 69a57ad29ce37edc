import { canonicalUrl } from '../text/canonical-url.ts';

/**
 * A feed's address in the form that a subscription stores: normalised, without fragment, and with all
 * parameters, since a feed may need any of them.
 *
 * @throws CanonicalUrlError unless the address is http or https, names a host and carries no user or password
 */
export function feedUrl(text: string): string {
  canonicalUrl(text);
  const url = new URL(text.trim());
  url.hash = '';
  return url.href;
}
