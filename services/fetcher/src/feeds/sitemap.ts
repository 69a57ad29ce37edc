import type { XmlElement } from '../text/parse-xml.ts';
import type { FeedEntry, ListedSitemap, ParsedFeed } from './parsed-feed.ts';
import { childrenOf, dateOf, firstOf, linkTo, plainLine } from './xml-fields.ts';

/** Reads a sitemap as a feed. With the news extension its entries have titles and publication dates. */
export function toSitemap(root: XmlElement): ParsedFeed {
  const entries = childrenOf(root, ['url']).map((page): FeedEntry => {
    const news = firstOf(page, ['news:news']);
    const published = news ? dateOf(news, ['news:publication_date']) : null;
    const modified = dateOf(page, ['lastmod']);
    return {
      url: linkTo(firstOf(page, ['loc'])),
      id: null,
      title: news ? plainLine(firstOf(news, ['news:title'])) : null,
      summary: null,
      byline: null,
      publishedAt: published?.time ?? null,
      publishedAtPrecision: published?.precision ?? null,
      updatedAt: modified?.time ?? null,
      content: null,
    };
  });
  const named = childrenOf(root, ['url'])
    .map((page) => firstOf(page, ['news:news']))
    .find((news) => news !== null);
  const publication = named ? firstOf(named, ['news:publication']) : null;
  return {
    title: publication ? plainLine(firstOf(publication, ['news:name'])) : null,
    siteUrl: null,
    ttlSeconds: null,
    entries,
    sitemaps: [],
  };
}

/** https://www.sitemaps.org/protocol.html#index */
export function toSitemapIndex(root: XmlElement): ParsedFeed {
  const sitemaps = childrenOf(root, ['sitemap']).flatMap((sitemap): ListedSitemap[] => {
    const url = linkTo(firstOf(sitemap, ['loc']));
    return url === null ? [] : [{ url, modifiedAt: dateOf(sitemap, ['lastmod'])?.time ?? null }];
  });
  return { title: null, siteUrl: null, ttlSeconds: null, entries: [], sitemaps };
}
