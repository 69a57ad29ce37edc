import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpResult } from '../http-result.ts';
import { createHostGate, type Turn } from './host-gate.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { createPoliteGet } from './polite-get.ts';
import { createSiteRules } from './site-rules.ts';

type Handler = (response: ServerResponse, request: IncomingMessage) => void;

const DELAY_MS = 30;
const USER_AGENT = 'NewsBot/1.0 (+https://bot.example/)';

let servers: Server[];
let client: HttpClient;
let host: string;
let otherHost: string;
let pages: Record<string, Handler>;
let log: { path: string; start: number; end: number }[];
let now: number;

beforeAll(async () => {
  servers = ['127.0.7.1', '127.0.7.2'].map(() => createServer(handle));
  const ports: number[] = [];
  for (const [index, server] of servers.entries()) {
    await new Promise<void>((resolve) => server.listen(0, `127.0.7.${index + 1}`, resolve));
    ports.push((server.address() as AddressInfo).port);
  }
  host = `127.0.7.1:${String(ports[0])}`;
  otherHost = `127.0.7.2:${String(ports[1])}`;
  client = createHttpClient({
    userAgent: USER_AGENT,
    allowHosts: [host, otherHost],
    firstByteTimeoutMs: 10_000,
    totalTimeoutMs: 20_000,
  });
});

afterAll(async () => {
  await client.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

beforeEach(() => {
  log = [];
  now = Date.now();
  pages = { '/robots.txt': status(404), '/a': text('a'), '/b': text('b') };
});

function handle(request: IncomingMessage, response: ServerResponse): void {
  const entry = { path: request.url ?? '', start: performance.now(), end: Infinity };
  log.push(entry);
  response.once('close', () => {
    entry.end = performance.now();
  });
  (pages[entry.path] ?? status(404))(response, request);
}

function text(body: string, headers: Record<string, string> = {}): Handler {
  return (response) => response.writeHead(200, { 'content-type': 'text/plain', ...headers }).end(body);
}

function status(code: number, headers: Record<string, string> = {}): Handler {
  return (response) => response.writeHead(code, headers).end();
}

function aVisitor() {
  const get = createPoliteGet({
    get: client.get,
    gate: createHostGate({ most: 10 }),
    sites: createSiteRules(() => now),
    userAgent: USER_AGENT,
    hostDelayMs: DELAY_MS,
  });
  return (path: string, turn: Partial<Turn> = {}): Promise<HttpResult> =>
    get(`http://${host}${path}`, {}, { ...aTurn(), ...turn });
}

function aTurn(): Turn {
  return {
    signal: new AbortController().signal,
    ownerSince: -Infinity,
    confirmed: () => Promise.resolve(),
  };
}

function paths(): readonly string[] {
  return log.map(({ path }) => path);
}

describe('robots.txt', () => {
  it('is fetched once, before the first page', async () => {
    const get = aVisitor();

    await Promise.all([get('/a'), get('/b')]);

    expect(paths()).toEqual(['/robots.txt', '/a', '/b']);
  });

  it('forbids pages, which are then not requested and report why', async () => {
    pages['/robots.txt'] = text('User-agent: newsbot\nDisallow: /a\n');
    const get = aVisitor();

    const results = [await get('/a'), await get('/b')];

    expect(results.map(({ kind }) => kind)).toEqual(['disallowed', 'ok']);
    expect(paths()).toEqual(['/robots.txt', '/b']);
  });

  it('also forbids the target of a redirect', async () => {
    pages['/robots.txt'] = text('User-agent: *\nDisallow: /secret\n');
    pages['/a'] = status(302, { location: '/secret' });

    expect((await aVisitor()('/a')).kind).toBe('disallowed');
    expect(paths()).toEqual(['/robots.txt', '/a']);
  });

  it.each([{ code: 401 }, { code: 403 }, { code: 404 }, { code: 410 }])(
    'that is answered $code allows everything',
    async ({ code }) => {
      pages['/robots.txt'] = status(code);

      expect((await aVisitor()('/a')).kind).toBe('ok');
    },
  );

  it.each([
    { case: 'a server error', handler: status(500) },
    { case: 'too many requests', handler: status(429, { 'retry-after': '600' }) },
    { case: 'no answer in time', handler: () => undefined },
    { case: 'a hang-up', handler: (response: ServerResponse) => response.destroy() },
  ])('forbids everything for now when it ends in $case, and is fetched again later', async ({ handler }) => {
    pages['/robots.txt'] = handler;
    const get = aVisitor();

    const first = await get('/a');
    const second = await get('/a');
    pages['/robots.txt'] = status(404);
    now += 600_000;
    const third = await get('/a');

    expect(first).toMatchObject({ kind: 'failed', reason: 'robots-unreachable' });
    expect(first.kind === 'failed' && first.retryAfterMs).toBeGreaterThanOrEqual(60_000);
    expect(second.kind).toBe('failed');
    expect(third.kind).toBe('ok');
    expect(paths()).toEqual(['/robots.txt', '/robots.txt', '/a']);
  });

  it('is kept for at most a day', async () => {
    pages['/robots.txt'] = text('', { 'cache-control': 'max-age=9999999' });
    const get = aVisitor();
    await get('/a');

    now += 23 * 3_600_000;
    await get('/a');
    now += 2 * 3_600_000;
    await get('/a');

    expect(paths().filter((path) => path === '/robots.txt')).toHaveLength(2);
  });

  it('stays valid while the site does not answer', async () => {
    pages['/robots.txt'] = text('User-agent: *\nDisallow: /a\n');
    const get = aVisitor();
    await get('/a');

    pages['/robots.txt'] = status(503);
    now += 25 * 3_600_000;

    expect((await get('/a')).kind).toBe('disallowed');
    expect((await get('/b')).kind).toBe('ok');
  });

  it('is read up to 500 KiB', async () => {
    pages['/robots.txt'] = text(`User-agent: *\nDisallow: /a\n${'# filler\n'.repeat(100_000)}Disallow: /b\n`);
    const get = aVisitor();

    expect([(await get('/a')).kind, (await get('/b')).kind]).toEqual(['disallowed', 'ok']);
  });

  it.each([
    { case: 'five redirects', redirects: 5, expected: 'disallowed' },
    { case: 'no more than five redirects', redirects: 6, expected: 'ok' },
  ])('is followed over $case', async ({ redirects, expected }) => {
    pages['/robots.txt'] = status(301, { location: '/r1' });
    for (let n = 1; n < redirects; n += 1) pages[`/r${n}`] = status(302, { location: `/r${n + 1}` });
    pages[`/r${redirects}`] = text('User-agent: *\nDisallow: /\n');

    expect((await aVisitor()('/a')).kind).toBe(expected);
  });

  it('is not fetched from another host, which may have another owner', async () => {
    pages['/robots.txt'] = status(301, { location: `http://${otherHost}/elsewhere.txt` });

    expect((await aVisitor()('/a')).kind).toBe('ok');
    expect(paths()).toEqual(['/robots.txt', '/a']);
  });
});

describe('requests to one host', () => {
  it('are sent one at a time with a pause after each, redirects included', async () => {
    pages['/a'] = status(302, { location: '/b' });
    const get = aVisitor();

    await Promise.all([get('/a'), get('/b'), get('/a')]);

    expect(log).toHaveLength(6);
    log.slice(1).forEach(({ start }, index) => {
      expect(start - (log[index]?.end ?? 0)).toBeGreaterThan(DELAY_MS - 5);
    });
  });

  it('keep the Crawl-delay when it is longer than the default', async () => {
    pages['/robots.txt'] = text('User-agent: *\nCrawl-delay: 0.2\n');

    await aVisitor()('/a');

    expect((log[1]?.start ?? 0) - (log[0]?.end ?? 0)).toBeGreaterThan(195);
  });

  it('wait for one pause after a rebalance, since the previous owner may just have sent one', async () => {
    const ownerSince = performance.now() + 100;

    await aVisitor()('/a', { ownerSince });

    expect((log[0]?.start ?? 0) - ownerSince).toBeGreaterThan(DELAY_MS - 5);
  });

  it('end when the host gets another owner, and do not start after that', async () => {
    const ending = new AbortController();
    pages['/a'] = () => {
      ending.abort(new Error('ownership lost'));
    };
    const get = aVisitor();

    await expect(get('/a', { signal: ending.signal })).rejects.toThrow('ownership lost');
    await expect(get('/b', { signal: ending.signal })).rejects.toThrow('ownership lost');
    await expect(get('/b', { confirmed: () => Promise.reject(new Error('thrown out')) })).rejects.toThrow(
      'thrown out',
    );

    expect(paths()).toEqual(['/robots.txt', '/a']);
    expect((await get('/b')).kind).toBe('ok');
  });
});

describe('redirects', () => {
  it('are followed within the host, and a permanent one is remembered', async () => {
    pages['/old'] = status(301, { location: '/newer' });
    pages['/newer'] = status(308, { location: '/a' });
    pages['/passing'] = status(302, { location: '/old' });
    const get = aVisitor();

    expect(await get('/old')).toMatchObject({ kind: 'ok', permanentUrl: `http://${host}/a` });
    expect(await get('/passing')).toMatchObject({ kind: 'ok', permanentUrl: null });
  });

  it('are returned when they lead to another host', async () => {
    pages['/a'] = status(301, { location: `http://${otherHost}/a` });

    expect(await aVisitor()('/a')).toMatchObject({
      kind: 'redirect',
      url: `http://${otherHost}/a`,
      permanent: true,
    });
    expect(paths()).toEqual(['/robots.txt', '/a']);
  });

  it.each([
    { case: 'leads into the internal network', location: 'http://169.254.169.254/', kind: 'redirect' },
    { case: 'leads to a file', location: 'file:///etc/passwd', kind: 'refused' },
    { case: 'leads to itself without end', location: '/a', kind: 'failed' },
  ])('end at one that $case', async ({ location, kind }) => {
    pages['/a'] = status(302, { location });

    expect((await aVisitor()('/a')).kind).toBe(kind);
    expect(log.length).toBeLessThanOrEqual(7);
  });
});
