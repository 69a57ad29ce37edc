import { createHash } from 'node:crypto';
import type { Feed, FeedState, Page, SeenEntry } from '@gazette/schemas';
import { canonicalUrl } from './canonical-url.ts';
import type { Get, HttpResult, OkResult } from './http-result.ts';
import { parseFeed, type FeedEntry, type ParsedFeed } from './parse-feed.ts';

/** What a poll needs of the world. */
export interface PollTools {
  readonly get: Get;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** Shortest time between two polls where the feed's subscription says nothing, in seconds. */
  readonly minIntervalSeconds: number;
}

/** What a poll found: pages to fetch, and what to remember once they are on their way. */
export interface Polled {
  readonly pages: readonly Page[];
  readonly state: FeedState;
}

/** Entries remembered beyond those the feed shows now. */
const MOST_SEEN = 500;
/** The longest interval a quiet feed is left alone, and the longest after failures. */
const LONGEST_INTERVAL_SECONDS = 60 * 60;
const LONGEST_BACKOFF_SECONDS = 24 * 60 * 60;
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1';

/** Polls one feed: conditional GET, parse, keep what is new or edited. Never throws for what the site answers. */
export async function pollFeed(feed: Feed, known: FeedState | null, tools: PollTools): Promise<Polled> {
  const before = known ?? freshState(feed, tools.now());
  const result = await tools.get(before.location ?? feed.url, {
    etag: before.etag,
    lastModified: before.lastModified,
    accept: ACCEPT,
  });
  if (result.kind === 'ok') return readEntries(feed, before, result, tools);
  if (result.kind === 'not-modified') {
    const intervalSeconds = longer(before.intervalSeconds);
    return {
      pages: [],
      state: polled(
        { ...before, failures: 0, lastError: null, intervalSeconds },
        feed,
        result.maxAgeSeconds,
        tools,
      ),
    };
  }
  if (result.kind === 'gone')
    return { pages: [], state: { ...polled(before, feed, null, tools), gone: true, lastError: 'HTTP 410' } };
  if (result.kind === 'redirect') return { pages: [], state: moved(before, feed, result, tools) };
  return { pages: [], state: failed(before, describe(result), retryAfterOf(result), tools) };
}

function freshState(feed: Feed, now: number): FeedState {
  return {
    url: feed.url,
    location: null,
    etag: null,
    lastModified: null,
    polledAt: null,
    nextPollAt: now,
    intervalSeconds: 0,
    failures: 0,
    lastError: null,
    gone: false,
    title: null,
    seen: [],
  };
}

function readEntries(feed: Feed, before: FeedState, result: OkResult, tools: PollTools): Polled {
  let parsed: ParsedFeed;
  try {
    parsed = parseFeed(result.bytes, result.contentType, result.url);
  } catch (error) {
    return {
      pages: [],
      state: failed(before, error instanceof Error ? error.message : String(error), null, tools),
    };
  }
  const now = tools.now();
  const seen = new Map(before.seen.map((entry) => [entry.url, entry]));
  const fresh = parsed.entries.flatMap((entry) => {
    const url = addressOf(entry);
    if (url === null || seen.get(url)?.fingerprint === fingerprint(entry)) return [];
    return [{ entry, url }];
  });
  for (const { entry, url } of fresh) {
    seen.delete(url);
    seen.set(url, { url, fingerprint: fingerprint(entry), at: now });
  }
  const state: FeedState = {
    ...before,
    location: result.permanentUrl ?? before.location,
    etag: result.etag,
    lastModified: result.lastModified,
    failures: 0,
    lastError: null,
    title: parsed.title,
    intervalSeconds: fresh.length > 0 ? minInterval(feed, tools) : longer(before.intervalSeconds),
    seen: newest([...seen.values()], parsed.entries.length),
  };
  const pages = fresh.map(({ entry, url }) => toPage(entry, url, feed, parsed, now));
  return {
    pages,
    state: polled(state, feed, Math.max(result.maxAgeSeconds ?? 0, parsed.ttlSeconds ?? 0), tools),
  };
}

function addressOf({ url }: FeedEntry): string | null {
  try {
    return url === null ? null : canonicalUrl(url);
  } catch {
    return null;
  }
}

/** Changes when the publisher says that the entry changed; so an edit is fetched again. */
function fingerprint({ title, summary, publishedAt, updatedAt }: FeedEntry): string {
  return createHash('sha256')
    .update(JSON.stringify([title, summary, publishedAt, updatedAt]))
    .digest('hex')
    .slice(0, 16);
}

function newest(seen: readonly SeenEntry[], shown: number): readonly SeenEntry[] {
  return seen.slice(-Math.max(MOST_SEEN, shown));
}

function toPage(entry: FeedEntry, url: string, feed: Feed, parsed: ParsedFeed, now: number): Page {
  const published = entry.publishedAt !== null && entry.publishedAt <= now ? entry.publishedAt : null;
  return {
    url,
    feedUrl: feed.url,
    source: feed.source ?? parsed.title,
    title: entry.title,
    summary: entry.summary?.slice(0, 2000) ?? null,
    byline: entry.byline,
    publishedAt: published,
    publishedAtPrecision: published === null ? null : entry.publishedAtPrecision,
    discoveredAt: now,
    attempt: 0,
    notBefore: now,
    redirects: 0,
  };
}

function polled(state: FeedState, feed: Feed, wish: number | null, tools: PollTools): FeedState {
  const now = tools.now();
  // An interval that the operator gave for this feed goes before what the publisher asks for.
  const asked = feed.minIntervalSeconds === null ? wish : null;
  const floor = minInterval(feed, tools);
  const seconds = Math.max(
    floor,
    Math.min(
      Math.max(state.intervalSeconds, Math.min(asked ?? 0, LONGEST_INTERVAL_SECONDS)),
      LONGEST_INTERVAL_SECONDS,
    ),
  );
  return { ...state, polledAt: now, intervalSeconds: seconds, nextPollAt: now + jittered(seconds, tools) };
}

function moved(
  before: FeedState,
  feed: Feed,
  result: HttpResult & { kind: 'redirect' },
  tools: PollTools,
): FeedState {
  const state = { ...before, location: result.url, failures: 0, lastError: null };
  return { ...polled(state, feed, null, tools), nextPollAt: tools.now() };
}

function failed(before: FeedState, reason: string, retryAfterMs: number | null, tools: PollTools): FeedState {
  const now = tools.now();
  const failures = before.failures + 1;
  const backoff = Math.min(
    LONGEST_BACKOFF_SECONDS,
    Math.max(tools.minIntervalSeconds, 30) * 2 ** Math.min(failures - 1, 12),
  );
  const wait = Math.max(jittered(backoff, tools), retryAfterMs ?? 0);
  return { ...before, polledAt: now, failures, lastError: reason.slice(0, 500), nextPollAt: now + wait };
}

function describe(result: Exclude<HttpResult, OkResult>): string {
  if (result.kind === 'failed')
    return result.status === null ? `${result.reason}: ${result.detail}` : `HTTP ${result.status}`;
  if (result.kind === 'refused') return result.reason;
  return result.kind === 'forbidden' ? `HTTP ${result.status}` : result.kind;
}

function retryAfterOf(result: HttpResult): number | null {
  return result.kind === 'failed' || result.kind === 'forbidden' ? result.retryAfterMs : null;
}

function minInterval(feed: Feed, tools: PollTools): number {
  return feed.minIntervalSeconds ?? tools.minIntervalSeconds;
}

function longer(seconds: number): number {
  return Math.ceil(seconds * 1.25);
}

/** Plus or minus a tenth, in milliseconds, so that feeds added together do not stay together. */
function jittered(seconds: number, { random }: PollTools): number {
  return Math.round(seconds * 1000 * (0.9 + 0.2 * random()));
}
