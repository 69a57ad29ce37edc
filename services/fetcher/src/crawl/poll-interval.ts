import type { Feed } from '@gazette/schemas';
import type { FeedEntry } from '../feeds/parsed-feed.ts';

/** What an interval depends on beside the feed. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** Shortest time between two polls where the feed's subscription says nothing, in seconds. */
  readonly minIntervalSeconds: number;
}

/** The longest a quiet feed is left alone, and the longest after failures, in seconds. */
const LONGEST_INTERVAL = 60 * 60;
const LONGEST_BACKOFF = 24 * 60 * 60;
const SHORTEST_BACKOFF = 30;
/** Entries that a rhythm is read from. */
const RHYTHM_ENTRIES = 20;
/** A feed that showed nothing new is asked a quarter later. */
const GROWTH = 1.25;

/**
 * Seconds until the next poll of a feed that showed `fresh` new entries since `polledAt`: half the time that passes between two
 * entries, by what we saw or by the entries' own dates, whichever is shorter. 0 where nothing is known yet.
 */
export function rhythmOf(
  entries: readonly FeedEntry[],
  {
    fresh,
    polledAt,
    now,
  }: { readonly fresh: number; readonly polledAt: number | null; readonly now: number },
): number {
  if (polledAt === null) return 0;
  const times = entries
    .flatMap(({ publishedAt }) => (publishedAt !== null && publishedAt <= now ? [publishedAt] : []))
    .sort((a, b) => b - a)
    .slice(0, RHYTHM_ENTRIES);
  const dated = times.length < 2 ? Infinity : (now - (times.at(-1) ?? now)) / times.length;
  const observed = (now - polledAt) / fresh;
  return Math.round(Math.min(dated, observed) / 2000);
}

/** Seconds until the next poll of a feed that showed nothing new. */
export function grown(intervalSeconds: number): number {
  return Math.ceil(intervalSeconds * GROWTH);
}

/**
 * The interval in seconds: what the rhythm says and what the publisher asks for (`ttl`, `max-age`), whichever is longer, from the
 * feed's shortest interval up to an hour. Where the operator gave an interval for this feed it goes before what the publisher asks for.
 */
export function intervalOf(
  feed: Pick<Feed, 'minIntervalSeconds'>,
  rhythm: number,
  asked: number | null,
  { minIntervalSeconds }: Clock,
): number {
  const wish = feed.minIntervalSeconds === null ? (asked ?? 0) : 0;
  const shortest = feed.minIntervalSeconds ?? minIntervalSeconds;
  return Math.max(shortest, Math.min(LONGEST_INTERVAL, Math.max(rhythm, wish)));
}

/** When a feed is polled next whose polls failed: doubling up to a day, never given up, and not before `retryAfterMs` have passed. */
export function backoffUntil(failures: number, retryAfterMs: number | null, clock: Clock): number {
  const first = Math.max(clock.minIntervalSeconds, SHORTEST_BACKOFF);
  const seconds = Math.min(LONGEST_BACKOFF, first * 2 ** Math.min(failures - 1, 16));
  return clock.now() + Math.max(jittered(seconds, clock), retryAfterMs ?? 0);
}

/** Plus or minus a tenth, in milliseconds, so that feeds added together do not stay together. */
export function jittered(seconds: number, { random }: Pick<Clock, 'random'>): number {
  return Math.round(seconds * 1000 * (0.9 + 0.2 * random()));
}
