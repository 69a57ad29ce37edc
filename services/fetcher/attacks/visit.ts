/**
 * Visits a hostile address with the fetcher's own modules, in a separate process so that its memory is the
 * visit's: `visit.ts page|feed CALM_URL HOSTILE_URL TIMEOUT_MS`. Writes the {@link Visit} as one line of
 * JSON.
 */
import { existsSync, readFileSync } from 'node:fs';
import { aFeed, aPage } from '@gazette/schemas/testing';
import { createHostGate, type Turn } from '../src/crawl/adapters/host-gate.ts';
import { createHttpClient } from '../src/crawl/adapters/http-client.ts';
import { createPoliteGet } from '../src/crawl/adapters/polite-get.ts';
import { createSiteRules } from '../src/crawl/adapters/site-rules.ts';
import { fetchPage } from '../src/crawl/fetch-page.ts';
import type { Get } from '../src/crawl/http-result.ts';
import { pollFeed } from '../src/crawl/poll-feed.ts';

/** The result of a visit. */
export interface Visit {
  /** A page's result with its error; for a feed, its error or the number of its pages. */
  readonly outcome: string;
  /** The peak memory of the process minus its memory before the visit, in bytes. */
  readonly grownBytes: number;
  /** CPU time of the visit, in milliseconds. */
  readonly cpuMs: number;
}

const [kind = '', calmUrl = '', hostileUrl = '', timeoutMs = ''] = process.argv.slice(2);
const USER_AGENT = 'GazetteTest/1.0 (+https://crawl.example/bot)';
const http = createHttpClient({
  userAgent: USER_AGENT,
  allowHosts: [new URL(calmUrl).host, new URL(hostileUrl).host],
  firstByteTimeoutMs: Number(timeoutMs) / 2,
  totalTimeoutMs: Number(timeoutMs),
});
const politeGet = createPoliteGet({
  get: http.get,
  gate: createHostGate({ most: 1 }),
  sites: createSiteRules(Date.now),
  userAgent: USER_AGENT,
  hostDelayMs: 0,
});
const turn: Turn = {
  signal: new AbortController().signal,
  ownerSince: -Infinity,
  confirmed: () => Promise.resolve(),
};
const tools = {
  get: ((url, options) => politeGet(url, options ?? {}, turn)) satisfies Get,
  now: Date.now,
  random: Math.random,
  revisitSeconds: [],
  minIntervalSeconds: 300,
};

async function visit(url: string): Promise<string> {
  if (kind === 'feed') {
    const { pages, state } = await pollFeed(aFeed({ url }), null, tools);
    return state.lastError ?? `${pages.length} pages`;
  }
  const fetched = await fetchPage(aPage({ url, attempt: 9, title: null }), tools);
  return fetched.kind === 'refused' ? `${fetched.error.errorClass}: ${fetched.error.message}` : fetched.kind;
}

/** The process's peak memory in bytes, as the kernel records it, so that no short peak is missed. */
function peakBytes(): number {
  // On Linux, maxRSS is inherited from the parent process.
  const status = '/proc/self/status';
  if (!existsSync(status)) return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'latin1'))?.[1]) * 1024;
}

await visit(calmUrl);
const before = process.memoryUsage.rss();
const cpuBefore = process.cpuUsage();
const outcome = await visit(hostileUrl);
const { user, system } = process.cpuUsage(cpuBefore);
await http.close();
const seen: Visit = {
  outcome,
  grownBytes: peakBytes() - before,
  cpuMs: Math.round((user + system) / 1000),
};
console.log(JSON.stringify(seen));
