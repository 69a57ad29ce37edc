import { hostOf, type Feed, type FeedState, type Page } from '@gazette/schemas';
import { toHandedOverFeed } from './handed-over-feeds.ts';
import {
  backoffUntil,
  intervalOf,
  jittered,
  type IntervalInputs,
  type PollSettings,
} from './poll-interval.ts';

/**
 * The pages to fetch, the feeds to hand to their hosts' owners, and the state to save once both are
 * published.
 */
export interface Polled {
  readonly pages: readonly Page[];
  readonly handedOverFeeds: readonly Feed[];
  readonly state: FeedState;
}

/** The state of a feed that has never been polled; `now` in milliseconds since the epoch. */
export function initialState(feed: Feed, now: number): FeedState {
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
    origin: feed.handedOver?.origin ?? null,
    servedAskedAt: null,
    seen: [],
  };
}

/** The address to poll: the feed's permanent new address if it is on the same host, otherwise its own. */
export function addressOf(feed: Feed, { location: movedTo }: FeedState): string {
  return movedTo !== null && hostOf(movedTo) === hostOf(feed.url) ? movedTo : feed.url;
}

/** A poll that publishes only the state. */
export function stateOnly(state: FeedState): Polled {
  return { pages: [], handedOverFeeds: [], state };
}

/** The state after a poll that did not fail. `servedAskedAt` is the redirect that led to it, if any. */
export function stateAfterPoll(
  feed: Feed,
  before: FeedState,
  seconds: IntervalInputs,
  settings: PollSettings,
): FeedState {
  const intervalSeconds = intervalOf(feed, seconds, settings);
  const now = settings.now();
  return {
    ...before,
    servedAskedAt: feed.handedOver?.askedAt ?? null,
    failures: 0,
    lastError: null,
    polledAt: now,
    intervalSeconds,
    nextPollAt: now + jittered(intervalSeconds, settings),
  };
}

/**
 * A failed poll, which is retried with backoff without end. A new address on the same host is forgotten; one
 * on another host is handed over again.
 */
export function failedPoll(
  feed: Feed,
  known: FeedState | null,
  reason: string,
  settings: PollSettings,
  retryAfterMs: number | null = null,
): Polled {
  const before = known ?? initialState(feed, settings.now());
  const failures = before.failures + 1;
  const { location: movedTo } = before;
  const onOtherHost = movedTo !== null && hostOf(movedTo) !== hostOf(feed.url) ? movedTo : null;
  const state = {
    ...before,
    servedAskedAt: feed.handedOver?.askedAt ?? null,
    polledAt: settings.now(),
    location: onOtherHost,
    failures,
    lastError: reason.slice(0, 500),
    nextPollAt: backoffUntil(failures, retryAfterMs, settings),
  };
  const handedOverFeeds =
    onOtherHost === null ? [] : [toHandedOverFeed(feed, onOtherHost, true, settings.now())];
  return { pages: [], handedOverFeeds, state };
}
