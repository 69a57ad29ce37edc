import type { Feed } from '@gazette/schemas';
import type { FeedEntry } from '../feeds/parsed-feed.ts';

/** The clock and settings that intervals are computed from. */
export interface PollSettings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** Shortest time between two polls of a feed whose subscription sets none, in seconds. */
  readonly minIntervalSeconds: number;
}

/** The longest interval of a quiet feed. */
const LONGEST_INTERVAL_SECONDS = 60 * 60;
const LONGEST_BACKOFF_SECONDS = 24 * 60 * 60;
const SHORTEST_BACKOFF_SECONDS = 30;
/** Number of the newest dated entries from which the time between two entries is estimated. */
const MOST_DATED_ENTRIES = 20;
/** How much longer the interval becomes after a poll without new entries. */
const QUIET_FACTOR = 1.25;

/**
 * The interval in seconds of a feed that showed `newEntryCount` new entries since `polledAt`: half the time
 * between two entries, taken from the polls or from the entries' dates, whichever is shorter. 0 after the
 * first poll.
 */
export function intervalFromEntries(
  entries: readonly FeedEntry[],
  {
    newEntryCount,
    polledAt,
    now,
  }: { readonly newEntryCount: number; readonly polledAt: number | null; readonly now: number },
): number {
  if (polledAt === null) return 0;
  const times = entries
    .flatMap(({ publishedAt }) => (publishedAt !== null && publishedAt <= now ? [publishedAt] : []))
    .sort((a, b) => b - a)
    .slice(0, MOST_DATED_ENTRIES);
  const betweenDates = times.length < 2 ? Infinity : (now - (times.at(-1) ?? now)) / times.length;
  const betweenObserved = (now - polledAt) / newEntryCount;
  return Math.round(Math.min(betweenDates, betweenObserved) / 2000);
}

/** The interval in seconds of a feed that showed no new entries. */
export function intervalWithoutNewEntries(intervalSeconds: number): number {
  return Math.ceil(intervalSeconds * QUIET_FACTOR);
}

/** The inputs of {@link intervalOf}, in seconds. */
export interface IntervalInputs {
  /** How often the feed appears to change. */
  readonly observedSeconds: number;
  /** The interval that the publisher requests (`ttl`, `max-age`). */
  readonly requestedSeconds: number | null;
}

/**
 * The interval in seconds: the observed or the requested one, whichever is longer, but at most an hour and at
 * least the shortest allowed. If the operator set an interval for this feed, the publisher's request is
 * ignored.
 */
export function intervalOf(
  feed: Pick<Feed, 'minIntervalSeconds'>,
  { observedSeconds, requestedSeconds }: IntervalInputs,
  { minIntervalSeconds }: PollSettings,
): number {
  const requested = feed.minIntervalSeconds === null ? (requestedSeconds ?? 0) : 0;
  const shortest = feed.minIntervalSeconds ?? minIntervalSeconds;
  return Math.max(shortest, Math.min(LONGEST_INTERVAL_SECONDS, Math.max(observedSeconds, requested)));
}

/**
 * When a feed is polled after failures: the wait doubles up to a day and is never shorter than
 * `retryAfterMs`.
 */
export function backoffUntil(failures: number, retryAfterMs: number | null, settings: PollSettings): number {
  const first = Math.max(settings.minIntervalSeconds, SHORTEST_BACKOFF_SECONDS);
  const seconds = Math.min(LONGEST_BACKOFF_SECONDS, first * 2 ** Math.min(failures - 1, 16));
  return settings.now() + Math.max(jittered(seconds, settings), retryAfterMs ?? 0);
}

/**
 * Seconds as milliseconds, plus or minus a tenth, so that feeds added together are not always polled
 * together.
 */
export function jittered(seconds: number, { random }: Pick<PollSettings, 'random'>): number {
  return Math.round(seconds * 1000 * (0.9 + 0.2 * random()));
}
