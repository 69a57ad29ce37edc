import { setTimeout as sleep } from 'node:timers/promises';
import { topics, type Feed, type FeedState, type Page } from '@gazette/schemas';
import { retryForever, type Lane, type Logger, type Publisher, type RetryContext } from '@gazette/runtime';
import { hasLapsed } from '../handed-over-feeds.ts';
import { isDue, pollFeed } from '../poll-feed.ts';
import { failedPoll, type Polled } from '../poll-outcome.ts';
import type { HostAssignment, Turn } from './host-gate.ts';
import type { PoliteGet } from './polite-get.ts';
import type { Subscriptions } from './subscriptions.ts';

/** The dependencies of {@link pollPartition}. */
export interface PollJob {
  readonly lane: Lane;
  readonly context: RetryContext;
  readonly subscriptions: Subscriptions;
  readonly get: PoliteGet;
  readonly assignment: HostAssignment;
  readonly feeds: Publisher<Feed>;
  readonly pages: Publisher<Page>;
  readonly feedState: Publisher<FeedState>;
  /** Shortest time between two polls of a feed whose subscription sets none, in seconds. */
  readonly minIntervalSeconds: number;
  readonly logger: Logger;
}

/** How often the poller looks for due feeds. */
const TICK_MS = 500;

/** Polls the feeds of a partition as they fall due, for as long as the lane lasts. */
export async function pollPartition(job: PollJob): Promise<void> {
  const { lane, subscriptions } = job;
  const running = new Map<string, Promise<void>>();

  function start(key: string, work: () => Promise<void>): void {
    const task = work()
      .catch((error: unknown) => {
        if (!lane.signal.aborted) job.logger.error({ err: error, feed: key }, 'poll failed');
      })
      .finally(() => running.delete(key));
    running.set(key, task);
  }

  await Promise.race([subscriptions.ready, untilAborted(lane.closing)]);
  // By then everything that the previous owner was still writing has been read.
  const wait = Math.max(0, job.assignment.ownerSince - performance.now());
  await sleep(wait, undefined, { signal: lane.closing }).catch(() => undefined);
  while (!lane.closing.aborted) {
    const now = Date.now();
    for (const [key, feed] of subscriptions.feeds) {
      if (running.has(key)) continue;
      if (hasLapsed(feed, now)) start(key, () => forgetFeed(feed, job));
      else if (isDue(feed, subscriptions.states.get(key), now)) start(key, () => poll(feed, job));
    }
    for (const [key, state] of subscriptions.states) {
      if (!subscriptions.feeds.has(key) && !running.has(key)) start(key, () => forgetState(state, job));
    }
    await sleep(TICK_MS, undefined, { signal: lane.closing }).catch(() => undefined);
  }
  await Promise.all(running.values());
}

async function poll(feed: Feed, job: PollJob): Promise<void> {
  const { subscriptions, lane, logger } = job;
  const key = topics.feeds.key(feed);
  const { pages, handedOverFeeds, state } = await pollOnce(feed, subscriptions.states.get(key) ?? null, job);
  logger[state.lastError === null ? 'debug' : 'warn'](
    { feed: key, pages: pages.length, error: state.lastError },
    'polled',
  );
  // Pages first: a crash in between repeats them, but nothing is lost.
  const refused = [
    ...(await publishAll(job.pages, pages, job)),
    ...(await publishAll(job.feeds, handedOverFeeds, job)),
  ];
  const saved =
    refused[0] === undefined ? state : { ...state, lastError: `${refused.length} refused: ${refused[0]}` };
  const [refusal] = await publishAll(job.feedState, [saved], job);
  if (refusal !== undefined) logger.error({ feed: key, reason: refusal }, 'feed state refused');
  if (!lane.signal.aborted) subscriptions.states.set(key, saved);
}

/** Any error counts as a failed poll, so that it is retried with backoff and not immediately. */
async function pollOnce(feed: Feed, known: FeedState | null, job: PollJob): Promise<Polled> {
  const { lane, get, assignment, minIntervalSeconds } = job;
  const clock = { now: Date.now, random: Math.random, minIntervalSeconds };
  const turn: Turn = { ...assignment, signal: lane.signal, first: true };
  try {
    return await pollFeed(feed, known, { ...clock, get: (url, options) => get(url, options ?? {}, turn) });
  } catch (error) {
    lane.signal.throwIfAborted();
    job.logger.error({ err: error, feed: feed.url }, 'poll failed');
    return failedPoll(feed, known, error instanceof Error ? error.message : String(error), clock);
  }
}

/**
 * Publishes values while this instance owns the feed's partition; returns the reasons for those that Kafka
 * refuses permanently. A former owner could otherwise replace its successor's state with an older one.
 */
async function publishAll<T>(
  publisher: Publisher<T>,
  values: readonly T[],
  { assignment, context }: Pick<PollJob, 'assignment' | 'context'>,
): Promise<readonly string[]> {
  if (values.length === 0) return [];
  const results = await retryForever(async () => {
    await assignment.confirmed();
    return publisher.publish(values.map((value) => ({ value })));
  }, context);
  return results.flatMap((result) => (result.outcome === 'refused' ? [result.error.message] : []));
}

/** Forgets a handed-over feed that is no longer requested. */
async function forgetFeed(feed: Feed, { feeds, subscriptions, assignment, context }: PollJob): Promise<void> {
  const key = topics.feeds.key(feed);
  const partitionBy = topics.feeds.partitionBy(feed);
  await assignment.confirmed();
  await retryForever(() => feeds.forget([{ key, partitionBy }]), context);
  subscriptions.feeds.delete(key);
}

/** Forgets the state of a removed feed, so that it starts fresh when it is added again. */
async function forgetState(
  state: FeedState,
  { feedState, subscriptions, assignment, context }: PollJob,
): Promise<void> {
  const key = topics.feedState.key(state);
  const partitionBy = topics.feedState.partitionBy(state);
  await assignment.confirmed();
  await retryForever(() => feedState.forget([{ key, partitionBy }]), context);
  subscriptions.states.delete(key);
}

/** Resolves when the signal is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
