import { describe, expect, it } from '@jest/globals';
import { parseFeed, type FeedEntry } from './parse-feed.ts';

const url = 'https://ex.org/feed/rss.xml';

function parse(text: string) {
  return parseFeed(Buffer.from(text), null, url);
}

function item(inner: string): FeedEntry | undefined {
  return parse(`<rss version="2.0"><channel><item>${inner}</item></channel></rss>`).entries[0];
}

describe('parseFeed', () => {
  it('reads RSS 2.0 with its modules', () => {
    const feed =
      parse(`<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
      <channel><title>The Example</title><link>https://ex.org/</link><ttl>15</ttl>
      <item><title>Talks &amp; tea</title><link>/a?x=1&amp;copy=2</link><guid isPermaLink="false">n-1</guid><dc:creator>Ann Lee</dc:creator>
      <pubDate>Tue, 24 Nov 2026 10:30:00 GMT</pubDate><description>&lt;p&gt;First &lt;b&gt;line&lt;/b&gt;.&lt;/p&gt;</description>
      <content:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></content:encoded></item></channel></rss>`);

    expect(feed).toEqual({
      title: 'The Example',
      siteUrl: 'https://ex.org/',
      ttlSeconds: 900,
      sitemaps: [],
      entries: [
        {
          url: 'https://ex.org/a?x=1&copy=2',
          id: 'n-1',
          title: 'Talks & tea',
          summary: 'First line.',
          byline: 'Ann Lee',
          publishedAt: Date.UTC(2026, 10, 24, 10, 30),
          publishedAtPrecision: 'second',
          updatedAt: null,
          content: 'One.\nTwo.',
        },
      ],
    });
  });

  it('reads Atom with any prefix and resolves links against xml:base', () => {
    const feed =
      parse(`<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="https://base.org/x/"><a:title type="html">A &amp;amp; B</a:title>
      <a:entry><a:id>tag:1</a:id><a:title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Big <i>news</i></div></a:title>
      <a:link rel="self" href="self"/><a:link href="story"/><a:author><a:name>Bob Ray</a:name></a:author><a:updated>2026-11-24T10:00:00Z</a:updated></a:entry></a:feed>`);

    expect(feed.title).toBe('A & B');
    expect(feed.entries[0]).toMatchObject({
      url: 'https://base.org/x/story',
      id: 'tag:1',
      title: 'Big news',
      byline: 'Bob Ray',
      publishedAt: Date.UTC(2026, 10, 24, 10),
    });
  });

  it('reads RDF, whose items are next to the channel', () => {
    const feed =
      parse(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>R</title></channel>
      <item rdf:about="https://ex.org/1"><title>One</title><link>https://ex.org/1</link></item></rdf:RDF>`);

    expect(feed).toMatchObject({ title: 'R', entries: [{ title: 'One', url: 'https://ex.org/1' }] });
  });

  it('reads JSON Feed and skips invalid items', () => {
    const feed = parse(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'J',
        items: [
          null,
          {
            id: 7,
            url: '/a',
            title: 'One',
            content_html: '<p>x</p>',
            authors: [{ name: 'Ann' }],
            date_published: '2026-11-24T10:00:00Z',
          },
        ],
      }),
    );

    expect(feed.entries).toMatchObject([{ id: '7', url: 'https://ex.org/a', content: 'x', byline: 'Ann' }]);
  });

  it('reads sitemap indexes', () => {
    const { entries, sitemaps } = parse(
      `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/news-1.xml</loc><lastmod>2025-03-01</lastmod></sitemap><sitemap><loc>https://ex.org/news-2.xml.gz</loc></sitemap><sitemap/></sitemapindex>`,
    );

    expect(entries).toEqual([]);
    expect(sitemaps).toEqual([
      { url: 'https://ex.org/news-1.xml', modifiedAt: Date.UTC(2025, 2, 1) },
      { url: 'https://ex.org/news-2.xml.gz', modifiedAt: null },
    ]);
  });

  it('reads news sitemaps', () => {
    const feed =
      parse(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://ex.org/a</loc>
      <n:news><n:publication><n:name>The Example</n:name></n:publication><n:publication_date>2026-11-24</n:publication_date><n:title>One</n:title></n:news></url></urlset>`);

    expect(feed).toMatchObject({
      title: 'The Example',
      entries: [{ url: 'https://ex.org/a', title: 'One', publishedAtPrecision: 'day' }],
    });
  });

  it('yields the entries of a truncated feed', () => {
    const feed = parse(
      '<rss><channel><item><title>One</title><link>https://ex.org/1</link></item><item><title>Two</title><link>https://ex.org/2</link><descr',
    );

    expect(feed.entries.map(({ title }) => title)).toEqual(['One', 'Two']);
  });

  it.each([
    {
      case: 'a guid that is a permalink',
      inner: '<guid>https://ex.org/g</guid>',
      expected: { url: 'https://ex.org/g' },
    },
    {
      case: 'a guid that is not a permalink',
      inner: '<guid isPermaLink="false">https://ex.org/g</guid>',
      expected: { url: null },
    },
    { case: 'control characters', inner: '<title>a\u0001b\u000bc</title>', expected: { title: 'abc' } },
    {
      case: 'HTML entities',
      inner: '<title>caf&eacute; &#8211; &amp;eacute;</title>',
      expected: { title: 'café – é' },
    },
    { case: 'a bare ampersand', inner: '<title>AT&T</title>', expected: { title: 'AT&T' } },
    {
      case: 'an author with an e-mail address',
      inner: '<author>a@ex.org (Ann Lee)</author>',
      expected: { byline: 'Ann Lee' },
    },
    {
      case: 'an epoch that means unknown',
      inner: '<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>',
      expected: { publishedAt: null },
    },
    {
      case: 'a link with line breaks',
      inner: '<link>\n https://ex.org/a\n</link>',
      expected: { url: 'https://ex.org/a' },
    },
  ])('copes with $case', ({ inner, expected }) => {
    expect(item(inner)).toMatchObject(expected);
  });

  it('expands no entities that the feed declares', () => {
    const feed = parse(
      `<!DOCTYPE rss [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`,
    );

    expect(feed.entries[0]?.title).toBe('&b;');
  });

  it('stops at elements a thousand levels deep and keeps what was read before', () => {
    const feed = parse(
      `<rss><channel><item><title>One</title></item>${'<x>'.repeat(500_000)}</channel></rss>`,
    );

    expect(feed.entries[0]?.title).toBe('One');
  });

  it.each(['<html><body>no feed</body></html>', '', '{"a":1}', 'plain text'])(
    'reports what it found instead of a feed: %j',
    (text) => {
      expect(() => parse(text)).toThrow(/expected a feed .* at https:\/\/ex\.org\/feed\/rss\.xml, found/);
    },
  );
});
