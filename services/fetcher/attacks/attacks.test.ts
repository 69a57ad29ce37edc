import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { aPage } from '@gazette/schemas/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { LookupAddress } from 'node:dns';
import { fileURLToPath } from 'node:url';
import { createHostGate } from '../src/crawl/adapters/host-gate.ts';
import { createHttpClient, type HttpClient } from '../src/crawl/adapters/http-client.ts';
import { createPoliteGet } from '../src/crawl/adapters/polite-get.ts';
import { createSiteRules } from '../src/crawl/adapters/site-rules.ts';
import { fetchPage, type Fetched } from '../src/crawl/fetch-page.ts';
import { reply, startHost, type Answer, type Host } from './hostile-host.ts';
import { insideAddresses, insideAnswers } from './inside-addresses.ts';
import { readableArticle } from './resource-attack.ts';
import { resourceAttacks } from './resource-attacks.ts';
import type { Visit } from './visit.ts';

const notFound = reply('404 Not Found');
const MEGABYTE = 1_000_000;

it('covers at least 100 internal addresses and 40 resource attacks, without duplicates', () => {
  const ways = [...insideAddresses, ...insideAnswers.map(({ attack }) => attack)];
  const resources = resourceAttacks.map(({ attack }) => attack);

  expect(new Set(ways).size).toBe(ways.length);
  expect(new Set(resources).size).toBe(resources.length);
  expect(ways.length).toBeGreaterThanOrEqual(100);
  expect(resources.length).toBeGreaterThanOrEqual(40);
});

describe('internal addresses', () => {
  let trap: Host;
  let redirecting: Host;
  let target = '';
  let client: HttpClient;
  let answers: (readonly string[])[] = [];

  beforeAll(async () => {
    trap = await startHost(reply('200 OK', { 'content-type': 'text/html' }, readableArticle), null);
    redirecting = await startHost((socket, path) => {
      (path === '/robots.txt' ? notFound : reply('302 Found', { location: target }))(socket, path);
    });
    client = createHttpClient({
      userAgent: 'GazetteTest/1.0',
      allowHosts: [redirecting.host],
      connectTimeoutMs: 500,
      lookUp: (_hostname, _options, callback) => {
        const now = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
        callback(null, now.map(toAnswer));
      },
    });
  });

  afterEach(() => {
    answers = [];
  });

  afterAll(async () => {
    await client.close();
    await Promise.all([trap.stop(), redirecting.stop()]);
  });

  /** Visits a page as a worker does, including redirects to other hosts, until a final result. */
  async function visit(url: string): Promise<Exclude<Fetched, { kind: 'again' }>> {
    const get = createPoliteGet({
      get: client.get,
      gate: createHostGate({ most: 1 }),
      sites: createSiteRules(Date.now),
      userAgent: 'GazetteTest/1.0',
      hostDelayMs: 0,
    });
    const turn = {
      signal: new AbortController().signal,
      ownerSince: -Infinity,
      confirmed: () => Promise.resolve(),
    };
    for (let page = aPage({ url, attempt: 9 }); ;) {
      const fetched = await fetchPage(page, {
        get: (at, options) => get(at, options ?? {}, turn),
        now: Date.now,
        random: Math.random,
        revisitSeconds: [],
      });
      if (fetched.kind !== 'again') return fetched;
      page = fetched.page;
    }
  }

  /** As a redirect target, the first is a path on the redirecting host; the others are not URLs. */
  const leadNowhere = new Set([
    'http:127.0.0.1:PORT/',
    'http://[fe80::1%25eth0]:PORT/',
    'http://[::1%25lo]:PORT/',
  ]);
  const withPort = (url: string): string => url.replaceAll('PORT', trap.host.split(':')[1] ?? '');

  it('would be reached without the guard: the trap answers a client that may connect', async () => {
    const friend = createHttpClient({ userAgent: 'GazetteTest/1.0', allowHosts: [trap.host] });
    const before = trap.connections();

    const { kind } = await friend.get(`http://${trap.host}/`);

    await friend.close();
    expect([kind, trap.connections() - before]).toEqual(['ok', 1]);
  });

  it.each(insideAddresses)('are refused without a connection: %s', async (address) => {
    const before = trap.connections();

    const { kind } = await client.get(withPort(address));

    expect([kind, trap.connections() - before]).toEqual(['refused', 0]);
  });

  it.each(insideAddresses)('are refused when a page redirects there: %s', async (address) => {
    const before = trap.connections();
    // Headers are ASCII; hosts are percent-decoded before they are parsed (URL Standard, 3.5).
    target = withPort(
      address
        .trim()
        .replace(/[\t\n]/g, '')
        .replace(/[^ -~]+/gu, encodeURIComponent),
    );

    const expected = leadNowhere.has(address) ? 'page-unavailable' : 'refused-address';
    expect(reasonOf(await visit(`http://${redirecting.host}/page`))).toBe(expected);
    expect(trap.connections()).toBe(before);
  });

  it.each(insideAnswers)('are refused when a name resolves to $attack', async ({ answers: given }) => {
    const before = trap.connections();

    for (const scheme of ['http', 'https']) {
      answers = [...given];
      let kind = '';
      for (let look = 0; look < given.length; look += 1)
        ({ kind } = await client.get(withPort(`${scheme}://inside.example:PORT/`)));
      expect(kind).toBe('refused');
    }
    answers = [...given].slice(-1);
    target = withPort('http://inside.example.:PORT/');

    expect(reasonOf(await visit(`http://${redirecting.host}/page`))).toBe('refused-address');
    expect(trap.connections()).toBe(before);
  });

  it('receive no request when a name changes between its look-up and the connection', async () => {
    const before = trap.requests.length;
    const rebinding = createHttpClient({
      userAgent: 'GazetteTest/1.0',
      allowHosts: [],
      lookUp: (_hostname, _options, callback) => {
        let looks = 0;
        const answer: LookupAddress = { address: '', family: 4 };
        Object.defineProperty(answer, 'address', { get: () => (looks++ === 0 ? '8.8.8.8' : '127.0.0.1') });
        callback(null, [answer]);
      },
    });
    const connected = trap.connections();

    const { kind } = await rebinding.get(withPort('http://inside.example:PORT/'));

    await rebinding.close();
    expect(kind).toBe('refused');
    expect(trap.connections()).toBe(connected + 1);
    expect(trap.requests).toHaveLength(before);
  });
});

/** Why a page was refused. An unreachable page is refused too, after its last attempt. */
function reasonOf(fetched: Fetched): string {
  return fetched.kind === 'refused' ? fetched.error.errorClass : fetched.kind;
}

function toAnswer(address: string): LookupAddress {
  return { address, family: address.includes(':') ? 6 : 4 };
}

describe('attacks on memory and time', () => {
  let calm: Host;

  beforeAll(async () => {
    calm = await startHost((socket, path) => {
      (path === '/robots.txt' ? notFound : reply('200 OK', { 'content-type': 'text/html' }, readableArticle))(
        socket,
        path,
      );
    });
  });

  afterAll(() => calm.stop());

  /** Visits in a separate process, so that its memory is the visit's. The heap limit ends a runaway visit. */
  async function visitApart(kind: string, url: string, timeoutMs: number): Promise<Visit> {
    const script = fileURLToPath(new URL('./visit.ts', import.meta.url));
    const child = spawn(
      process.execPath,
      [
        '--max-old-space-size=2000',
        '--conditions=source',
        '--import',
        'tsx',
        script,
        kind,
        `http://${calm.host}/`,
        url,
        String(timeoutMs),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let written = '';
    child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
    await once(child, 'close');
    if (written === '') throw new Error('The visit ended without a result: out of memory?');
    return JSON.parse(written) as Visit;
  }

  it.each(resourceAttacks)(
    'stay within the memory and time limits: $attack',
    async ({ kind, answer, outcome, mostMegabytes, timeoutMs = 30_000, isRobots = false }) => {
      const serve: Answer = (socket, path) => {
        (path === '/robots.txt' && !isRobots ? notFound : answer)(socket, path);
      };
      const host = await startHost(serve);

      const visit = await visitApart(kind, `http://${host.host}/a`, timeoutMs);

      await host.stop();
      expect(visit.outcome).toMatch(outcome);
      expect(visit.grownBytes / MEGABYTE).toBeLessThan(mostMegabytes);
      expect(visit.cpuMs).toBeLessThan(MOST_CPU_MS);
    },
  );
});

/** The limit of CPU time for one page or feed, far below the time that a Kafka consumer may be silent. */
const MOST_CPU_MS = 20_000;
