import { elementsOf, parseMarkup } from '../text/parse-markup.ts';
import { resolveUrl } from '../text/parse-xml.ts';

const FEED_TYPES = ['application/rss+xml', 'application/atom+xml', 'application/feed+json'];
/** Longer than the head of any page. */
const LONGEST_HEAD_UNITS = 512 * 1024;

/**
 * The absolute address of the first feed that a page links to, which is the one the site prefers; null
 * without one (https://www.rssboard.org/rss-autodiscovery).
 */
export function feedLinkOf(html: string, url: string): string | null {
  const elements = elementsOf(parseMarkup(html.slice(0, LONGEST_HEAD_UNITS), 'html'));
  const base = elements.find(({ name, attributes }) => name === 'base' && attributes['href'] !== undefined);
  const link = elements.find(
    ({ name, attributes: { rel = '', type = '', href = '' } }) =>
      name === 'link' &&
      /(^|\s)alternate(\s|$)/i.test(rel) &&
      FEED_TYPES.includes(type.split(';')[0]?.trim().toLowerCase() ?? '') &&
      href.trim() !== '',
  );
  if (!link) return null;
  const from = resolveUrl(base?.attributes['href'] ?? '', url) ?? url;
  return resolveUrl(link.attributes['href'] ?? '', from);
}
