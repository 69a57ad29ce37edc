import { constants, createBrotliCompress, deflateRawSync, gzipSync } from 'node:zlib';
import { drip, flood, head, reply, type Answer } from './hostile-host.ts';

/** One way to use up the fetcher, and how it must end. */
export interface ResourceAttack {
  readonly attack: string;
  /** What the address is taken for. */
  readonly kind: 'page' | 'feed';
  readonly answer: Answer;
  /** What the visit must come to: see `outcome` of a `Visit`. */
  readonly outcome: RegExp;
  /** How much more memory than before the process may have at its highest, in megabytes. */
  readonly mostMegabytes: number;
  /** `answer` answers for robots.txt too. */
  readonly isRobots?: boolean;
  /** The attack ends by the clock: the whole request's limit in milliseconds, in place of the fetcher's own. */
  readonly timeoutMs?: number;
}

/** The fetcher's limit of a body, in bytes; bodies just below it are read and parsed. */
const LIMIT = 10_000_000;
const BELOW_LIMIT = LIMIT - 1000;
/** For attacks that only the clock ends. */
const SHORT_MS = 2000;

const tooLarge = /too-large/;
const timeout = /timeout/;
const page = (body: Buffer | string, type = 'text/html; charset=utf-8'): Answer =>
  reply('200 OK', { 'content-type': type }, body);
const xml = (body: Buffer | string): Answer => page(body, 'application/xml');

/** `start` and `end` with as much of `filling` between as the fetcher reads. */
function filled(start: string, filling: string, end = ''): string {
  return start + filling.repeat(Math.floor((BELOW_LIMIT - start.length - end.length) / filling.length)) + end;
}

/** A gigabyte of zeros in a megabyte: the same compressed block again and again. */
const rawBomb = repeated(
  deflateRawSync(Buffer.alloc(10_000_000), { finishFlush: constants.Z_FULL_FLUSH }),
  100,
);
const gzipBomb = repeated(gzipSync(Buffer.alloc(10_000_000)), 100);
const brotliBomb = await brotliOf(500);

function repeated(block: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => block));
}

async function brotliOf(megabytes: number): Promise<Buffer> {
  const encoder = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  const zeros = Buffer.alloc(1_000_000);
  const writing = (async () => {
    for (let i = 0; i < megabytes; i += 1) await new Promise((resolve) => encoder.write(zeros, resolve));
    encoder.end();
  })();
  const chunks: Buffer[] = [];
  for await (const chunk of encoder) chunks.push(chunk as Buffer);
  await writing;
  return Buffer.concat(chunks);
}

const encoded = (encoding: string, body: Buffer): Answer =>
  reply('200 OK', { 'content-type': 'text/html', 'content-encoding': encoding }, body);
const robots =
  (answer: Answer): Answer =>
  (socket, path) => {
    (path === '/robots.txt' ? answer : page(readableArticle))(socket, path);
  };
/** A page with an article, as no attack has it. */
export const readableArticle = `<html><body><article><h1>Harbour</h1>${'<p>The council met for the third time this month to settle the plans.</p>'.repeat(20)}</article></body></html>`;

type Attack = Omit<ResourceAttack, 'mostMegabytes'>;

const overTheWire: readonly Attack[] = [
  {
    attack: 'a length beyond the limit',
    kind: 'page',
    outcome: tooLarge,
    answer: flood(head('200 OK', { 'content-length': '2000000000' }), Buffer.alloc(65_536, 'x')),
  },
  {
    attack: 'a body without an end',
    kind: 'page',
    outcome: tooLarge,
    answer: flood(head('200 OK'), Buffer.alloc(65_536, 'x')),
  },
  {
    attack: 'chunks without an end',
    kind: 'page',
    outcome: tooLarge,
    answer: flood(head('200 OK', { 'transfer-encoding': 'chunked' }), `10000\r\n${'x'.repeat(65_536)}\r\n`),
  },
  {
    attack: 'chunks of one byte',
    kind: 'page',
    outcome: tooLarge,
    answer: flood(head('200 OK', { 'transfer-encoding': 'chunked' }), '1\r\nx\r\n'.repeat(10_000)),
  },
  {
    attack: 'chunks of one byte with long extensions',
    kind: 'page',
    outcome: /./,
    answer: flood(head('200 OK', { 'transfer-encoding': 'chunked' }), `1;${'e'.repeat(60_000)}\r\nx\r\n`),
  },
  {
    attack: 'a chunk extension without an end',
    kind: 'page',
    outcome: /./,
    answer: flood(`${head('200 OK', { 'transfer-encoding': 'chunked' })}1;`, 'e'.repeat(65_536)),
  },
  {
    attack: 'trailers without an end',
    kind: 'page',
    outcome: /./,
    answer: flood(`${head('200 OK', { 'transfer-encoding': 'chunked' })}0\r\n`, `x: ${'y'.repeat(1000)}\r\n`),
  },
  {
    attack: 'headers without an end',
    kind: 'page',
    outcome: tooLarge,
    answer: flood('HTTP/1.1 200 OK\r\n', `x: ${'y'.repeat(1000)}\r\n`),
  },
  {
    attack: 'one header without an end',
    kind: 'page',
    outcome: tooLarge,
    answer: flood('HTTP/1.1 200 OK\r\nx: ', 'y'.repeat(65_536)),
  },
  {
    attack: 'empty lines instead of an answer',
    kind: 'page',
    outcome: /./,
    answer: flood('', '\r\n'.repeat(30_000)),
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'early hints without an end',
    kind: 'page',
    outcome: /./,
    answer: flood('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n'.repeat(1000)),
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'a second answer nobody asked for',
    kind: 'page',
    outcome: /./,
    answer: flood(
      `${head('200 OK', { 'content-length': '1' })}x`,
      `${head('200 OK', { 'content-length': '65536' })}${'x'.repeat(65_536)}`,
    ),
  },
  {
    attack: 'an error page without an end',
    kind: 'page',
    outcome: /HTTP 500/,
    answer: flood(head('500 Oops'), Buffer.alloc(65_536, 'x')),
  },
  {
    attack: 'no answer at all',
    kind: 'page',
    outcome: timeout,
    answer: () => undefined,
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'headers that drip',
    kind: 'page',
    outcome: timeout,
    answer: drip('HTTP/1.1 200 OK\r\n', 'x: y\r\n'),
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'a body that drips',
    kind: 'page',
    outcome: timeout,
    answer: drip(head('200 OK'), 'x'),
    timeoutMs: SHORT_MS,
  },
  {
    attack: 'a body that stops',
    kind: 'page',
    outcome: timeout,
    answer: (socket) => socket.write(`${head('200 OK', { 'content-length': '50' })}x`),
    timeoutMs: SHORT_MS,
  },
  { attack: 'a gzip bomb', kind: 'page', outcome: tooLarge, answer: encoded('gzip', gzipBomb) },
  { attack: 'a deflate bomb', kind: 'page', outcome: tooLarge, answer: encoded('deflate', rawBomb) },
  { attack: 'a brotli bomb', kind: 'page', outcome: tooLarge, answer: encoded('br', brotliBomb) },
  {
    attack: 'a bomb in a bomb',
    kind: 'page',
    outcome: tooLarge,
    answer: encoded('gzip, gzip', gzipSync(gzipBomb)),
  },
  {
    attack: 'a bomb that names no encoding',
    kind: 'page',
    outcome: tooLarge,
    answer: page(gzipBomb, 'application/gzip'),
  },
  {
    attack: 'four encodings on top of each other',
    kind: 'page',
    outcome: /bad-encoding/,
    answer: encoded('gzip, gzip, gzip, gzip', gzipBomb),
  },
  {
    attack: 'a zstd body, which was not asked for',
    kind: 'page',
    outcome: /bad-encoding/,
    answer: encoded('zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])),
  },
  {
    attack: 'a redirect to itself',
    kind: 'page',
    outcome: /too-many-redirects/,
    answer: (socket, path) => {
      reply('301 Moved', { location: path })(socket, path);
    },
  },
  {
    attack: 'a redirect ever further',
    kind: 'page',
    outcome: /too-many-redirects/,
    answer: (socket, path) => {
      reply('302 Found', { location: `${path}x` })(socket, path);
    },
  },
  {
    attack: 'a robots.txt without an end',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(flood(head('200 OK'), 'Disallow: /private\n'.repeat(1000))),
  },
  {
    attack: 'a robots.txt that is a bomb',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(encoded('gzip', gzipBomb)),
  },
  {
    attack: 'a robots.txt of stars',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(page(`User-agent: *\n${`Disallow: /${'*'.repeat(8000)}b$\n`.repeat(60)}`, 'text/plain')),
  },
  {
    attack: 'a robots.txt with a delay for each of many agents',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(
      page(`${'User-agent:a\n'.repeat(19_000)}${'Crawl-delay:1\n'.repeat(17_000)}`, 'text/plain'),
    ),
  },
  {
    attack: 'a robots.txt that redirects to itself',
    kind: 'page',
    isRobots: true,
    outcome: /./,
    answer: robots(reply('301 Moved', { location: '/robots.txt' })),
  },
];

const inThePage: readonly Attack[] = [
  {
    attack: 'elements in elements',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<div>')),
  },
  {
    attack: 'millions of elements',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<b>x')),
  },
  {
    attack: 'millions of empty elements',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<br>')),
  },
  {
    attack: 'millions of paragraph ends',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '</p>')),
  },
  {
    attack: 'millions of different attributes',
    kind: 'page',
    outcome: /./,
    answer: page(
      `<html><body ${Array.from({ length: 1_200_000 }, (_, i) => `a${i.toString(36)}`).join(' ')}>`,
    ),
  },
  {
    attack: 'a hundred thousand related stories',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<p>Related stories')),
  },
  {
    attack: 'labels in labels around a long text',
    kind: 'page',
    outcome: /./,
    answer: page(
      filled(`<html><body>${'<div class="date author byline comment">'.repeat(500)}`, 'May 2025, Ann Lee. '),
    ),
  },
  {
    attack: 'one line of millions of words',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body><article><p>', 'by Ann Lee 27 May 2025, ')),
  },
  {
    attack: 'millions of short lines',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body><article><p>', 'a<br>')),
  },
  {
    attack: 'millions of entities',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body><article><p>', '&amp;')),
  },
  {
    attack: 'millions of angle brackets',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body>', '<')),
  },
  {
    attack: 'a comment without an end',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><body><!--', '<!-')),
  },
  {
    attack: 'a title of millions of letters',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><title>', 'News | ', '</title>')),
  },
  {
    attack: 'millions of metas',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html><head>', '<meta name=author content=A>')),
  },
  {
    attack: 'JSON-LD of one huge list',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<script type="application/ld+json">[0', ',{}', ']</script>')),
  },
  {
    attack: 'JSON-LD of lists in lists',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<script type="application/ld+json">', '[', '</script>')),
  },
  {
    attack: 'JSON-LD of a million authors',
    kind: 'page',
    outcome: /./,
    answer: page(
      filled(
        '<script type="application/ld+json">{"@type":"NewsArticle","author":[0',
        ',{"@id":1}',
        ']}</script>',
      ),
    ),
  },
  {
    attack: 'JSON-LD with a huge text',
    kind: 'page',
    outcome: /./,
    answer: page(
      filled(
        '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"',
        'A sentence of news. ',
        '"}</script>',
      ),
    ),
  },
  {
    attack: 'millions of JSON-LD scripts',
    kind: 'page',
    outcome: /./,
    answer: page(filled('<html>', '<script type="ld+json">{"@type":"NewsArticle"}</script>')),
  },
];

const laughs = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
const inTheFeed: readonly Attack[] = [
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
    attack: 'a feed of elements in elements',
    kind: 'feed',
    outcome: /./,
    answer: xml(filled('<rss><channel>', '<item>')),
  },
  {
    attack: 'a feed of namespaces in namespaces',
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
    attack: 'a feed with an entry of millions of letters',
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
    attack: 'a sitemap index of hundreds of thousands',
    kind: 'feed',
    outcome: /./,
    answer: xml(
      `<sitemapindex>${Array.from({ length: 220_000 }, (_, i) => `<sitemap><loc>/${i.toString(36)}</loc></sitemap>`).join('')}</sitemapindex>`,
    ),
  },
  {
    attack: 'a sitemap that is a bomb',
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
    attack: 'a JSON feed of lists in lists',
    kind: 'feed',
    outcome: /./,
    answer: page(
      filled('{"version":"https://jsonfeed.org/version/1.1","items":', '['),
      'application/feed+json',
    ),
  },
];

/**
 * Bodies of the limit in memory at once. Over the wire: what came, what it decompresses to twice, room to grow, and what the
 * collector has not come to yet. A page: 32 bytes for each letter that comes as a text of its own, and the text. A feed:
 * 1,000,000 nodes of some 500 bytes, and the entries.
 */
const mostBodies = { wire: 15, page: 50, feed: 75 };

/** Every attack on memory, time or patience. */
export const resourceAttacks: readonly ResourceAttack[] = [
  ...overTheWire.map((attack) => within(mostBodies.wire, attack)),
  ...inThePage.map((attack) => within(mostBodies.page, attack)),
  ...inTheFeed.map((attack) => within(mostBodies.feed, attack)),
];

function within(bodies: number, attack: Attack): ResourceAttack {
  return { ...attack, mostMegabytes: (bodies * LIMIT) / 1_000_000 };
}
