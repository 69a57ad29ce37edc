import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHttpServer, type HttpServer } from '../http-server.ts';

/** Dates the pages, so that a page is the same in each request. */
const startedAt = Date.now();

/** One request as its host saw it. Times are milliseconds on the clock of `performance.now()`. */
export interface Request {
  readonly path: string;
  /** The User-Agent's product name, which tells the instances of a test apart. */
  readonly visitor: string;
  readonly start: number;
  /** When the answer was sent, or when the connection closed before that. */
  end: number;
}

/** A host with its feeds and articles, and the requests that it received. */
export interface WebHost {
  /** `127.x.y.z:port`. */
  readonly host: string;
  readonly feedUrls: readonly string[];
  readonly articleUrls: readonly string[];
  readonly log: readonly Request[];
}

/** Hosts that each have a loopback address. */
export interface SmallWeb {
  readonly hosts: readonly WebHost[];
  readonly stop: () => Promise<void>;
}

export interface WebSize {
  readonly hosts: number;
  readonly feedsPerHost: number;
  readonly articlesPerFeed: number;
}

/** The longest response time of a host; it depends on the path. */
const SLOWEST_MS = 30;

/** Starts hosts on one port and different addresses in 127/8, all of which is loopback on Linux. */
export async function startSmallWeb(size: WebSize): Promise<SmallWeb> {
  const servers: HttpServer[] = [];
  const hosts: WebHost[] = [];
  for (let number = 0; number < size.hosts; number += 1) {
    const address = `127.77.${Math.floor(number / 200)}.${(number % 200) + 1}`;
    const log: Request[] = [];
    const server = await startHttpServer(
      (request, response) => {
        void answer(request, response, log, size);
      },
      { address, port: servers[0]?.port ?? 0 },
    );
    servers.push(server);
    hosts.push(toHost(server.host, log, size));
  }
  return {
    hosts,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

function toHost(host: string, log: readonly Request[], { feedsPerHost, articlesPerFeed }: WebSize): WebHost {
  const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
  return {
    host,
    log,
    feedUrls: numbers(feedsPerHost).map((feed) => `http://${host}/feeds/${feed}.xml`),
    articleUrls: numbers(feedsPerHost).flatMap((feed) =>
      numbers(articlesPerFeed).map((article) => `http://${host}/articles/${feed}-${article}`),
    ),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  log: Request[],
  size: WebSize,
): Promise<void> {
  const path = request.url ?? '/';
  const visitor = (request.headers['user-agent'] ?? '').split('/')[0] ?? '';
  const entry: Request = { path, visitor, start: performance.now(), end: Infinity };
  log.push(entry);
  response.once('close', () => {
    entry.end = Math.min(entry.end, performance.now());
  });
  await sleep((path.length * 7) % SLOWEST_MS);
  const [type, body] = contentOf(path, request.headers.host ?? '', size);
  entry.end = performance.now();
  response.writeHead(type === null ? 404 : 200, { 'content-type': type ?? 'text/plain' }).end(body);
}

function contentOf(
  path: string,
  host: string,
  { articlesPerFeed }: WebSize,
): readonly [string | null, string] {
  if (path === '/robots.txt') return ['text/plain', 'User-agent: *\nDisallow: /private/\n'];
  const feed = /^\/feeds\/(\d+)\.xml$/.exec(path)?.[1];
  if (feed !== undefined) return ['application/rss+xml', rss(host, feed, articlesPerFeed)];
  const article = /^\/articles\/(\d+-\d+)$/.exec(path)?.[1];
  return article === undefined ? [null, 'nothing here'] : ['text/html', page(host, article)];
}

function rss(host: string, feed: string, articles: number): string {
  const items = Array.from({ length: articles }, (_, article) => {
    const name = `${feed}-${article}`;
    return `<item><title>${titleOf(host, name)}</title><link>http://${host}/articles/${name}</link></item>`;
  });
  // robots.txt forbids this link, so it must never be requested.
  const secret = `<item><title>Kept back</title><link>http://${host}/private/${feed}</link></item>`;
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Herald ${host}</title>${items.join('')}${secret}</channel></rss>`;
}

function page(host: string, article: string): string {
  const title = titleOf(host, article);
  const published = new Date(startedAt - 3_600_000).toISOString();
  const paragraphs = [
    `The council of district ${article} met for the third time this month to settle the plans for the harbour of ${host}, which had been put off twice before.`,
    'Several members asked for more time to study the figures, and the clerk read a letter from the fishermen whose boats would have to move for two summers.',
    'A vote is expected next week. Until then the works at the northern pier rest, and the ferry goes from the old landing stage.',
  ];
  return `<!doctype html><html lang="en"><head><title>${title}</title><meta property="article:published_time" content="${published}"></head><body><article><h1>${title}</h1>${paragraphs.map((text) => `<p>${text}</p>`).join('')}</article></body></html>`;
}

function titleOf(host: string, article: string): string {
  return `Harbour plans ${article} of ${host}`;
}
