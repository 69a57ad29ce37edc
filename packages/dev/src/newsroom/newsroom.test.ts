import { get, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startNewsroom, type Newsroom } from './newsroom.ts';
import type { NewsroomArticle } from './parse-article.ts';
import { readArticles } from './read-articles.ts';

const extra: NewsroomArticle = {
  slug: 'bridge-reopens',
  title: 'Bridge reopens & "traffic" flows <again>',
  byline: 'Ada Byrne',
  section: 'Society',
  publishedAt: '2026-03-02T08:00:00+00:00',
  path: '/society/2026/03/02/bridge-reopens',
  language: 'en',
  body: 'The bridge has reopened.\n\nWhat comes next\n\n“We are glad,” the mayor said.',
};

let newsroom: Newsroom;

beforeEach(async () => {
  newsroom = await startNewsroom({ port: 0 });
});

afterEach(async () => {
  await newsroom.stop();
});

describe('a feed', () => {
  it('lists every sample article in RSS and Atom', async () => {
    const { articles } = await readArticles();
    const rss = await fetchPage('/feed.xml');
    const atom = await fetchPage('/atom.xml');
    for (const article of articles) {
      expect(rss.body).toContain(`<link>${newsroom.url}${article.path}</link>`);
      expect(atom.body).toContain(`href="${newsroom.url}${article.path}"`);
    }
    expect(rss.headers['content-type']).toContain('application/rss+xml');
    expect(atom.headers['content-type']).toContain('application/atom+xml');
  });

  it('carries title, author, date and summary of an item', async () => {
    newsroom.publish(extra);
    const { body } = await fetchPage('/feed.xml');
    expect(body).toContain('<title>Bridge reopens &amp; &quot;traffic&quot; flows &lt;again&gt;</title>');
    expect(body).toContain('<dc:creator>Ada Byrne</dc:creator>');
    expect(body).toContain('<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate>');
    expect(body).toContain('<description>The bridge has reopened.</description>');
  });

  it.each(['/feed.xml', '/atom.xml', '/'])('answers 304 for %s until something changes', async (path) => {
    const first = await fetchPage(path);
    const validator = { 'if-none-match': String(first.headers.etag) };
    expect(await fetchPage(path, validator)).toMatchObject({ status: 304, body: '' });
    newsroom.publish(extra);
    expect((await fetchPage(path, validator)).status).toBe(200);
  });

  it('answers 304 to If-Modified-Since without If-None-Match', async () => {
    const first = await fetchPage('/feed.xml');
    const since = { 'if-modified-since': String(first.headers['last-modified']) };
    expect((await fetchPage('/feed.xml', since)).status).toBe(304);
    const before = { 'if-modified-since': 'Mon, 01 Jan 2024 00:00:00 GMT' };
    expect((await fetchPage('/feed.xml', before)).status).toBe(200);
  });

  it('is linked from the front page, and robots.txt names the sitemap', async () => {
    const front = await fetchPage('/');
    expect(front.body).toContain('<link rel="alternate" type="application/rss+xml"');
    expect((await fetchPage('/robots.txt')).body).toContain(`Sitemap: ${newsroom.url}/sitemap.xml`);
    expect((await fetchPage('/sitemap.xml')).body).toContain('<news:publication_date>');
  });
});

describe('an article page', () => {
  it('carries metadata, all paragraphs and sub-headings', async () => {
    newsroom.publish(extra);
    const { status, body } = await fetchPage(extra.path);
    expect(status).toBe(200);
    expect(body).toContain(`<link rel="canonical" href="${newsroom.url}${extra.path}">`);
    expect(body).toContain(`<meta property="article:published_time" content="${extra.publishedAt}">`);
    expect(body).toContain('<h2>What comes next</h2>');
    expect(body).toContain('<p>“We are glad,” the mayor said.</p>');
  });

  it('carries JSON-LD that parses and cannot end its script element', async () => {
    newsroom.publish({ ...extra, title: 'A </script> in a headline' });
    const { body } = await fetchPage(extra.path);
    const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(body)?.[1] ?? '';
    expect(JSON.parse(json)).toMatchObject({
      '@type': 'NewsArticle',
      headline: 'A </script> in a headline',
      datePublished: extra.publishedAt,
    });
  });

  it('shows a correction at the same address, and its time in the feed', async () => {
    newsroom.publish(extra);
    newsroom.correct(extra.slug, {
      ...extra,
      path: '/elsewhere',
      body: 'The bridge has closed.',
      modifiedAt: '2026-03-03T09:00:00+00:00',
    });
    expect((await fetchPage(extra.path)).body).toContain('<p>The bridge has closed.</p>');
    expect((await fetchPage('/elsewhere')).status).toBe(404);
    expect((await fetchPage('/feed.xml')).body).toContain(
      '<atom:updated>2026-03-03T09:00:00.000Z</atom:updated>',
    );
  });

  it('answers 410 once removed, and leaves the feed', async () => {
    newsroom.publish(extra);
    newsroom.remove(extra.slug);
    expect((await fetchPage(extra.path)).status).toBe(410);
    expect((await fetchPage('/feed.xml')).body).not.toContain(extra.path);
  });
});

describe('a correction in the sample folder', () => {
  it('replaces a published story', async () => {
    const { articles, corrections } = await readArticles();
    expect(corrections.length).toBeGreaterThan(0);
    for (const correction of corrections) {
      const original = articles.find((article) => article.slug === correction.slug);
      expect(original).toMatchObject({ path: correction.path, publishedAt: correction.publishedAt });
      expect(correction.body).not.toBe(original?.body);
      expect(correction.modifiedAt).toBeDefined();
    }
  });
});

it('refuses a slug or path that is taken, and a correction of an unknown story', () => {
  newsroom.publish(extra);
  expect(() => {
    newsroom.publish(extra);
  }).toThrow('"bridge-reopens" is already published');
  expect(() => {
    newsroom.publish({ ...extra, slug: 'other' });
  }).toThrow('already shows "bridge-reopens"');
  expect(() => {
    newsroom.correct('nothing', extra);
  }).toThrow('found "nothing"');
});

it.each([
  ['POST', '/feed.xml', 405],
  ['GET', '/no-such-page', 404],
  ['HEAD', '/feed.xml', 200],
])('answers %s %s with %d', async (method, path, status) => {
  expect((await fetchPage(path, {}, method)).status).toBe(status);
});

/** A plain HTTP/1.1 request, because a client such as fetch may hide a 304 or add validators. */
async function fetchPage(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    get(newsroom.url + path, { headers, method, agent: false }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, reject);
    }).on('error', reject);
  });
}
