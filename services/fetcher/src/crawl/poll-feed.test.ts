import { describe, expect, it } from '@jest/globals';
import type { Feed, FeedState } from '@gazette/schemas';
import { aFeed, aFeedState } from '@gazette/schemas/testing';
import { hasLapsed } from './handed-over-feeds.ts';
import type { HttpResult, OkResult } from './http-result.ts';
import { isDue, pollFeed } from './poll-feed.ts';
import type { Polled } from './poll-outcome.ts';

const NOW = Date.UTC(2025, 2, 1, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const feed = aFeed();

function rss(items: readonly string[], channel = ''): HttpResult {
  const body = `<rss version="2.0"><channel><title>Example News</title>${channel}${items.join('')}</channel></rss>`;
  return ok({ bytes: Buffer.from(body) });
}

function item(name: string, date = '', title = `On ${name}`): string {
  return `<item><title>${title}</title><link>https://news.example/${name}</link>${date}</item>`;
}

function ok(differences: Partial<OkResult>): HttpResult {
  return {
    kind: 'ok',
    url: feed.url,
    permanentUrl: null,
    etag: null,
    lastModified: null,
    maxAgeSeconds: null,
    contentType: 'application/rss+xml',
    bytes: new Uint8Array(),
    ...differences,
  };
}

function failed(status: number | null, retryAfterMs: number | null = null): HttpResult {
  const reason = status === null ? 'timeout' : 'status';
  return { kind: 'failed', url: feed.url, status, reason, detail: 'too slow', retryAfterMs };
}

function redirect(url: string, permanent: boolean): HttpResult {
  return { kind: 'redirect', url, from: feed.url, permanent };
}

async function poll(
  answer: HttpResult,
  known: FeedState | null = null,
  of: Feed = feed,
): Promise<Polled & { readonly polledUrl: string; readonly waits: number }> {
  let polledUrl = '';
  const polled = await pollFeed(of, known, {
    get: (url) => {
      polledUrl = url;
      return Promise.resolve(answer);
    },
    now: () => NOW,
    random: () => 0.5,
    minIntervalSeconds: 300,
  });
  return { ...polled, polledUrl, waits: polled.state.nextPollAt - NOW };
}

describe('a poll', () => {
  it('finds new and edited entries', async () => {
    const first = await poll(rss([item('a'), item('b')]));
    const second = await poll(rss([item('c'), item('a'), item('b', '', 'Edited')]), first.state);

    expect(first.pages.map(({ url }) => url)).toEqual(['https://news.example/a', 'https://news.example/b']);
    expect(second.pages.map(({ url }) => url)).toEqual(['https://news.example/c', 'https://news.example/b']);
  });

  it('finds one page for entries that share an address, and nothing when they are listed again', async () => {
    const live = rss([item('live#2', '', 'Two'), item('live#1', '', 'One')]);
    const first = await poll(live);

    expect(first.pages).toHaveLength(1);
    expect((await poll(live, first.state)).pages).toEqual([]);
  });

  it('keeps its state within one message, however long the feed is', async () => {
    const long = 'x'.repeat(3000);
    const { pages, state } = await poll(rss(Array.from({ length: 6000 }, (_, n) => item(`${long}${n}`))));

    expect(Buffer.byteLength(JSON.stringify(state.seen))).toBeLessThan(1024 * 1024);
    expect(pages.length).toBe(state.seen.length);
  });

  it('truncates texts that are too long for a message', async () => {
    const { pages } = await poll(rss([item('a', '', 't'.repeat(100_000))]));

    expect(pages[0]?.title).toHaveLength(1000);
  });
});

describe('the interval', () => {
  const dated = (minutesAgo: number) =>
    `<pubDate>${new Date(NOW - minutesAgo * MINUTE).toUTCString()}</pubDate>`;

  it.each([
    { case: 'starts at the shortest allowed', known: null, answer: rss([item('a')]), minutes: 5 },
    {
      case: 'is half the time between two entries',
      known: aFeedState({ polledAt: NOW - 100 * MINUTE, seen: [] }),
      answer: rss([item('a', dated(40)), item('b', dated(80))]),
      minutes: 20,
    },
    {
      case: 'grows by a quarter after a poll without new entries',
      known: aFeedState({ intervalSeconds: 600 }),
      answer: { ...ok({}), kind: 'not-modified' } as HttpResult,
      minutes: 12.5,
    },
    {
      case: 'is at most an hour',
      known: aFeedState({ intervalSeconds: 3500 }),
      answer: rss([]),
      minutes: 60,
    },
    { case: 'follows ttl', known: null, answer: rss([], '<ttl>30</ttl>'), minutes: 30 },
    {
      case: 'follows max-age',
      known: null,
      answer: { ...rss([]), maxAgeSeconds: 1200 } as HttpResult,
      minutes: 20,
    },
  ])('$case', async ({ known, answer, minutes }) => {
    expect((await poll(answer, known)).waits).toBe(minutes * MINUTE);
  });

  it('is the operator’s setting if there is one', async () => {
    const own = aFeed({ minIntervalSeconds: 60 });

    expect((await poll(rss([], '<ttl>30</ttl>'), null, own)).waits).toBe(MINUTE);
  });
});

describe('a feed that fails', () => {
  it('is polled with growing waits of at most a day, and never given up', async () => {
    const waits = await Promise.all(
      [0, 1, 2, 50, 5000].map(async (failures) => (await poll(failed(500), aFeedState({ failures }))).waits),
    );

    expect(waits).toEqual([5 * MINUTE, 10 * MINUTE, 20 * MINUTE, DAY, DAY]);
  });

  it('is not polled before its Retry-After has passed', async () => {
    expect((await poll(failed(429, 2 * DAY))).waits).toBe(2 * DAY);
  });

  it.each([
    { case: 'a status', answer: failed(503), error: 'HTTP 503' },
    { case: 'no answer', answer: failed(null), error: 'timeout: too slow' },
    {
      case: 'robots.txt',
      answer: { kind: 'disallowed', url: feed.url } as const,
      error: 'robots.txt forbids it',
    },
    {
      case: 'something that is not a feed',
      answer: ok({ bytes: Buffer.from('<html>') }),
      error: 'expected a feed',
    },
  ])('records why it failed: $case', async ({ answer, error }) => {
    expect((await poll(answer)).state.lastError).toContain(error);
  });

  it('is no longer polled after 410', async () => {
    const { state } = await poll({ kind: 'gone', url: feed.url, status: 410 });

    expect(state.gone).toBe(true);
    expect(isDue(feed, state, NOW + 1000 * DAY)).toBe(false);
  });
});

describe('a feed that moved', () => {
  it('is polled at its new address within the host, and at the old one if that fails', async () => {
    const moved = 'https://news.example/new.xml';
    const { state } = await poll({ ...rss([]), permanentUrl: moved } as HttpResult);
    const after = await poll(failed(404), state);

    expect(after.polledUrl).toBe(moved);
    expect((await poll(rss([]), after.state)).polledUrl).toBe(feed.url);
  });

  it.each([
    { permanent: true, wait: DAY, location: 'https://other.example/feed' },
    { permanent: false, wait: 5 * MINUTE, location: null },
  ])(
    'is handed to the owner of its new host (permanent: $permanent)',
    async ({ permanent, wait, location }) => {
      const { handedOverFeeds, state, waits } = await poll(redirect('https://other.example/feed', permanent));

      expect(handedOverFeeds).toMatchObject([
        {
          url: 'https://other.example/feed',
          source: feed.source,
          handedOver: { origin: feed.url, askedAt: NOW, permanent, hops: 1 },
        },
      ]);
      expect([state.location, waits]).toEqual([location, wait]);
    },
  );

  it('stays with the other host’s owner when the old host no longer answers', async () => {
    const { state } = await poll(redirect('https://other.example/feed', true));
    const after = await poll(failed(null), state);

    expect(after.polledUrl).toBe(feed.url);
    expect(after.handedOverFeeds).toMatchObject([{ url: 'https://other.example/feed' }]);
  });

  it.each([
    { case: 'a redirect back to its origin', to: feed.url, hops: 1 },
    { case: 'a redirect to a sixth host', to: 'https://sixth.example/feed', hops: 5 },
    { case: 'a redirect to something that is not a feed address', to: 'ftp://x.example/feed', hops: 1 },
  ])('$case counts as a failure', async ({ to, hops }) => {
    const led = aFeed({
      url: 'https://other.example/feed',
      handedOver: { origin: feed.url, askedAt: NOW, permanent: false, hops },
    });

    const { handedOverFeeds, state } = await poll(redirect(to, false), null, led);

    expect(handedOverFeeds).toEqual([]);
    expect(state.failures).toBe(1);
  });

  it('is polled once each time a temporary redirect is seen', async () => {
    const led = (askedAt: number) =>
      aFeed({ handedOver: { origin: 'https://first.example/', askedAt, permanent: false, hops: 1 } });
    const { state } = await poll(rss([]), null, led(NOW));

    expect(isDue(led(NOW), state, NOW + DAY)).toBe(false);
    expect(isDue(led(NOW + 1), state, NOW + DAY)).toBe(true);
  });

  it('lapses when it is no longer requested', () => {
    const led = aFeed({
      handedOver: { origin: 'https://first.example/', askedAt: NOW, permanent: true, hops: 1 },
    });

    expect([hasLapsed(led, NOW + 2 * DAY), hasLapsed(led, NOW + 4 * DAY)]).toEqual([false, true]);
  });
});

describe('a sitemap index', () => {
  const index = (...sitemaps: readonly (readonly [string, number | null])[]) => {
    const listed = sitemaps.map(([name, daysAgo]) => {
      const lastmod =
        daysAgo === null ? '' : `<lastmod>${new Date(NOW - daysAgo * DAY).toISOString()}</lastmod>`;
      return `<sitemap><loc>${name}</loc>${lastmod}</sitemap>`;
    });
    return ok({ etag: '"1"', bytes: Buffer.from(`<sitemapindex>${listed.join('')}</sitemapindex>`) });
  };

  it('hands its sitemaps to their hosts’ owners, the newest first, and skips archives', async () => {
    const { handedOverFeeds, pages, state } = await poll(
      index(
        ['/undated.xml', null],
        ['/older.xml', 3],
        ['https://cdn.example/new.xml', 0],
        ['/1998.xml', 9000],
      ),
    );

    expect(handedOverFeeds.map(({ url }) => url)).toEqual([
      'https://cdn.example/new.xml',
      'https://news.example/older.xml',
      'https://news.example/undated.xml',
    ]);
    expect(handedOverFeeds[0]).toMatchObject({
      source: feed.source,
      handedOver: { origin: feed.url, askedAt: NOW, permanent: true, hops: 1 },
    });
    expect([pages, state.failures]).toEqual([[], 0]);
  });

  it('is always read in full, so that its sitemaps are requested again', async () => {
    const { state } = await poll(index(['/a.xml', 0]));

    expect(state.etag).toBeNull();
  });

  it('may list other indexes, but not itself, and only one level deep', async () => {
    const below = (hops: number) =>
      aFeed({ handedOver: { origin: feed.url, askedAt: NOW, permanent: true, hops } });

    expect(
      (await poll(index([feed.url, 0], ['ftp://x.example/', 0], ['/a.xml', 0]))).handedOverFeeds,
    ).toHaveLength(1);
    expect((await poll(index(['/a.xml', 0]), null, below(1))).handedOverFeeds).toHaveLength(1);
    expect((await poll(index(['/a.xml', 0]), null, below(2))).handedOverFeeds).toEqual([]);

    const origin = 'https://news.example/origin.xml';
    const listed = aFeed({ handedOver: { origin, askedAt: NOW, permanent: true, hops: 1 } });
    expect((await poll(index([origin, 0]), null, listed)).handedOverFeeds).toEqual([]);
  });

  it('hands over fifty of fifty thousand sitemaps', async () => {
    const many = Array.from({ length: 50_000 }, (_, n) => [`/${n}.xml`, 0] as const);

    expect((await poll(index(...many))).handedOverFeeds).toHaveLength(50);
  });
});

describe('a page where a feed was expected', () => {
  const page = (head: string) =>
    ok({ contentType: 'text/html', bytes: Buffer.from(`<!doctype html><html><head>${head}</head><body>`) });
  const link = (href: string, type = 'application/rss+xml') =>
    `<link rel="alternate" type="${type}" href="${href}">`;

  it('leads to the first feed that it names', async () => {
    const head = `<link rel="stylesheet" href="/x.css">${link('/rss.xml')}${link('/comments.xml')}`;
    const { state, waits } = await poll(page(head));

    expect([waits, state.failures]).toEqual([0, 0]);
    expect((await poll(rss([item('a')]), state)).polledUrl).toBe('https://news.example/rss.xml');
  });

  it('is followed once: pages that link to each other count as failures', async () => {
    const { state } = await poll(page(link('/b')), aFeedState({ failures: 3, etag: '"old"' }));
    const { state: after, waits } = await poll(page(link('/c')), state);

    expect([state.failures, state.etag, state.location]).toEqual([3, null, 'https://news.example/b']);
    expect([after.failures, after.location]).toEqual([4, null]);
    expect(waits).toBeGreaterThan(0);
  });

  it('leads to a feed on another host through that host’s owner', async () => {
    const { handedOverFeeds } = await poll(
      page(link('https://feeds.example/rss', 'application/atom+xml; charset=utf-8')),
    );

    expect(handedOverFeeds).toMatchObject([{ url: 'https://feeds.example/rss' }]);
  });

  it.each([
    { case: 'links to no feed', head: '<link rel="alternate" hreflang="de" href="/de">' },
    { case: 'links to itself', head: link(feed.url) },
    { case: 'links to something that is not a web address', head: link('ftp://news.example/feed') },
  ])('counts as a failure when it $case', async ({ head }) => {
    const { state, handedOverFeeds } = await poll(page(head));

    expect([state.failures, handedOverFeeds]).toEqual([1, []]);
  });
});
