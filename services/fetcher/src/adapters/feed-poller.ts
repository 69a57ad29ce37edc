import type { Feed, FeedState, Page } from '@gazette/schemas';
import {
  delay,
  retryForever,
  type Lane,
  type Logger,
  type Publisher,
  type RetryContext,
} from '@gazette/runtime';
import type { Get } from '../http-result.ts';
import { pollFeed } from '../poll-feed.ts';
import type { HostGate } from './host-gate.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What polling one partition's feeds acts through. */
export interface PollJob {
  readonly lane: Lane;
  readonly context: RetryContext;
  readonly subscriptions: Subscriptions;
  readonly gate: HostGate;
  readonly get: Get;
  readonly pages: Publisher<Page>;
  readonly feedState: Publisher<FeedState>;
  readonly minIntervalSeconds: number;
  readonly logger: Logger;
}

/** How often due feeds are looked for, in milliseconds. */
const TICK_MS = 500;

/** Polls the feeds of a partition as they fall due, for as long as the lane lasts. */
export async function pollPartition(job: PollJob): Promise<void> {
  const { lane, subscriptions } = job;
  const polling = new Set<string>();
  await Promise.race([subscriptions.ready, untilAborted(lane.closing)]);
  const polls = new Set<Promise<void>>();
  while (!lane.closing.aborted) {
    for (const feed of subscriptions.feeds.values()) {
      if (polling.has(feed.url) || !isDue(feed, subscriptions.states.get(feed.url))) continue;
      polling.add(feed.url);
      const running = poll(feed, job)
        .catch((error: unknown) => {
          if (!lane.signal.aborted) job.logger.error({ err: error, feed: feed.url }, 'a poll broke');
        })
        .finally(() => {
          polling.delete(feed.url);
          polls.delete(running);
        });
      polls.add(running);
    }
    await delay(TICK_MS, lane.closing).catch(() => undefined);
  }
  await Promise.all(polls);
}

function isDue(feed: Feed, state: FeedState | undefined): boolean {
  return !feed.paused && !(state?.gone ?? false) && (state?.nextPollAt ?? 0) <= Date.now();
}

async function poll(feed: Feed, job: PollJob): Promise<void> {
  const { subscriptions, gate, lane, context, get, logger, minIntervalSeconds } = job;
  const known = subscriptions.states.get(feed.url) ?? null;
  const tools = { get, now: Date.now, random: Math.random, minIntervalSeconds };
  const { pages, state } = await gate.visit(known?.location ?? feed.url, lane.signal, () =>
    pollFeed(feed, known, tools),
  );
  logger[state.lastError === null ? 'debug' : 'warn'](
    { feed: feed.url, pages: pages.length, error: state.lastError },
    'polled',
  );
  // Pages first: a crash in between repeats them, and nothing is lost.
  await publishAll(job.pages, pages, context);
  await publishAll(job.feedState, [state], context);
  subscriptions.states.set(feed.url, state);
}

async function publishAll<T>(
  publisher: Publisher<T>,
  values: readonly T[],
  context: RetryContext,
): Promise<void> {
  const results = await retryForever(() => publisher.publish(values.map((value) => ({ value }))), context);
  for (const result of results) {
    if (result.outcome === 'refused')
      context.logger.error({ reason: result.error.message }, 'a value of ours was refused');
  }
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
