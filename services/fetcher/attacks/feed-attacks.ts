import { gzipBomb } from './compression-bombs.ts';
import { filled, page, tooLarge, xml, type Attack } from './resource-attack.ts';

const laughs = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');

/** Feeds and sitemaps that are expensive to parse. */
export const feedAttacks: readonly Attack[] = [
  {
    attack: 'an XML entity bomb',
    kind: 'feed',
    outcome: /./,
    answer: xml(
      `<!DOCTYPE rss [<!ENTITY l0 "ha">${laughs}]><rss><channel><title>&l10;</title><item><title>&l10;</title><link>/a</link></item></channel></rss>`,
    ),
  },
  {
    attack: 'an XML entity used a million times',
    kind: 'feed',
    outcome: /./,
    answer: xml(
      filled(
        `<!DOCTYPE rss [<!ENTITY a "${'a'.repeat(100_000)}">]><rss><channel><title>`,
        '&a;',
        '</title></channel></rss>',
      ),
    ),
  },
  {
    attack: 'a feed of nested elements',
    kind: 'feed',
    outcome: /./,
    answer: xml(filled('<rss><channel>', '<item>')),
  },
  {
    attack: 'a feed of nested namespaces',
    kind: 'feed',
    outcome: /./,
    answer: xml(
      `<rss><channel>${Array.from({ length: 500 }, (_, i) => `<item ${Array.from({ length: 1000 }, (__, j) => `xmlns:n${i}x${j}=""`).join(' ')}>`).join('')}`,
    ),
  },
  {
    attack: 'a feed of millions of entries',
    kind: 'feed',
    outcome: /./,
    answer: xml(filled('<rss><channel>', '<item/>', '</channel></rss>')),
  },
  {
    attack: 'a feed of hundreds of thousands of links',
    kind: 'feed',
    outcome: /./,
    answer: xml(
      `<rss><channel>${Array.from({ length: 240_000 }, (_, i) => `<item><link>/${i.toString(36)}</link></item>`).join('')}</channel></rss>`,
    ),
  },
  {
    attack: 'a feed of hundreds of thousands of links to one page',
    kind: 'feed',
    outcome: /./,
    answer: xml(filled('<rss><channel>', '<item><link>/a</link></item>', '</channel></rss>')),
  },
  {
    attack: 'a feed entry with millions of letters',
    kind: 'feed',
    outcome: /./,
    answer: xml(
      filled(
        '<rss><channel><item><link>/a</link><description>',
        'a &lt;b&gt; ',
        '</description></item></channel></rss>',
      ),
    ),
  },
  {
    attack: 'a sitemap of a million pages',
    kind: 'feed',
    outcome: /./,
    answer: xml(filled('<urlset>', '<url/>', '</urlset>')),
  },
  {
    attack: 'a sitemap of hundreds of thousands of pages',
    kind: 'feed',
    outcome: /./,
    answer: xml(
      `<urlset>${Array.from({ length: 280_000 }, (_, i) => `<url><loc>/${i.toString(36)}</loc></url>`).join('')}</urlset>`,
    ),
  },
  {
    attack: 'a sitemap index of hundreds of thousands of sitemaps',
    kind: 'feed',
    outcome: /./,
    answer: xml(
      `<sitemapindex>${Array.from({ length: 220_000 }, (_, i) => `<sitemap><loc>/${i.toString(36)}</loc></sitemap>`).join('')}</sitemapindex>`,
    ),
  },
  {
    attack: 'a sitemap that is a gzip bomb',
    kind: 'feed',
    outcome: tooLarge,
    answer: page(gzipBomb, 'application/gzip'),
  },
  {
    attack: 'a JSON feed of millions of entries',
    kind: 'feed',
    outcome: /./,
    answer: page(
      filled('{"version":"https://jsonfeed.org/version/1.1","items":[{}', ',{}', ']}'),
      'application/feed+json',
    ),
  },
  {
    attack: 'a JSON feed of nested lists',
    kind: 'feed',
    outcome: /./,
    answer: page(
      filled('{"version":"https://jsonfeed.org/version/1.1","items":', '['),
      'application/feed+json',
    ),
  },
];
