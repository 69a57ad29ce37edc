import { changedAt, escapeMarkup as x, OUTLET, summaryOf } from './markup.ts';
import type { NewsroomArticle } from './parse-article.ts';

/**
 * The articles as an RSS 2.0 feed, in the order given; `base` is the server's origin without a trailing
 * slash.
 */
export function renderRss(articles: readonly NewsroomArticle[], base: string): string {
  const items = articles.map((article) => {
    const url = x(base + article.path);
    return `<item>
<title>${x(article.title)}</title>
<link>${url}</link>
<guid isPermaLink="true">${url}</guid>
<dc:creator>${x(article.byline)}</dc:creator>
<category>${x(article.section)}</category>
<pubDate>${new Date(article.publishedAt).toUTCString()}</pubDate>
<atom:updated>${changedAt(article).toISOString()}</atom:updated>
<description>${x(summaryOf(article))}</description>
</item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${x(OUTLET)}</title>
<link>${base}/</link>
<description>Sample articles written for tests and demonstrations</description>
<language>en</language>
<ttl>1</ttl>
<atom:link rel="self" type="application/rss+xml" href="${base}/feed.xml"/>
${items.join('\n')}
</channel>
</rss>
`;
}

/** The same feed as Atom 1.0. */
export function renderAtom(articles: readonly NewsroomArticle[], base: string): string {
  const newest = articles.reduce((latest, article) => Math.max(latest, changedAt(article).getTime()), 0);
  const entries = articles.map((article) => {
    const url = x(base + article.path);
    return `<entry>
<title>${x(article.title)}</title>
<link rel="alternate" type="text/html" href="${url}"/>
<id>${url}</id>
<author><name>${x(article.byline)}</name></author>
<category term="${x(article.section)}"/>
<published>${x(article.publishedAt)}</published>
<updated>${changedAt(article).toISOString()}</updated>
<summary>${x(summaryOf(article))}</summary>
</entry>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>${x(OUTLET)}</title>
<id>${base}/</id>
<link rel="alternate" type="text/html" href="${base}/"/>
<link rel="self" type="application/atom+xml" href="${base}/atom.xml"/>
<updated>${new Date(newest).toISOString()}</updated>
${entries.join('\n')}
</feed>
`;
}

/** A news sitemap (sitemaps.org 0.9 with Google's news extension 0.9). */
export function renderSitemap(articles: readonly NewsroomArticle[], base: string): string {
  const urls = articles.map(
    (article) => `<url>
<loc>${x(base + article.path)}</loc>
<lastmod>${changedAt(article).toISOString()}</lastmod>
<news:news>
<news:publication><news:name>${x(OUTLET)}</news:name><news:language>${x(article.language)}</news:language></news:publication>
<news:publication_date>${x(article.publishedAt)}</news:publication_date>
<news:title>${x(article.title)}</news:title>
</news:news>
</url>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
${urls.join('\n')}
</urlset>
`;
}

/** Allows every crawler everywhere except the search pages. */
export function renderRobots(base: string): string {
  return `User-agent: *\nDisallow: /search\nAllow: /\n\nSitemap: ${base}/sitemap.xml\n`;
}
