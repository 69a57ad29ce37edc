import { feedLinkOf } from './feed-link.ts';
import { decodeText } from '../text/decode-text.ts';
import { toJsonFeed } from './json-feed.ts';
import { parseXml } from '../text/parse-xml.ts';
import { NotAFeedError, type ParsedFeed } from './parsed-feed.ts';
import { toXmlFeed } from './xml-feed.ts';

export type { FeedEntry, ParsedFeed } from './parsed-feed.ts';

/**
 * Parses RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, CDF, JSON Feed, (news) sitemaps and their indexes. A
 * truncated or malformed feed yields its readable entries. Links are resolved against `xml:base`, otherwise
 * `url`.
 *
 * @throws NotAFeedError when the bytes are not a feed, such as a web page
 */
export function parseFeed(bytes: Uint8Array, contentType: string | null, url: string): ParsedFeed {
  const text = decodeText(bytes, contentType).trimStart();
  if (text.startsWith('{')) return toJsonFeed(text, url);
  const feed = toXmlFeed(parseXml(text, url));
  if (feed) return feed;
  throw new NotAFeedError(url, text, feedLinkOf(text, url));
}
