import type { Feed, FeedState } from '@gazette/schemas';
import { parseFeed } from '../feeds/parse-feed.ts';
import { NotAFeedError, type ParsedFeed } from '../feeds/parsed-feed.ts';
import { currentSitemaps, hasLapsed, toHandedOverFeed } from './handed-over-feeds.ts';
import { describeResult, type Get, type HttpResult, type OkResult } from './http-result.ts';
import { followFeedLink, followRedirect } from './moved-feed.ts';
import { newEntries } from './new-entries.ts';
import { intervalFromEntries, intervalWithoutNews, type Clock } from './poll-interval.ts';
import {
  addressOf,
  failedPoll,
  initialState,
  stateAfterSuccess,
  stateOnly,
  type Polled,
} from './poll-outcome.ts';

/** The dependencies of {@link pollFeed}. */
export interface PollTools extends Clock {
  readonly get: Get;
}

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1';

/**
 * Polls one feed: conditional GET, parse, keep new and edited entries. This function never throws because of
 * a site's response.
 */
export async function pollFeed(feed: Feed, known: FeedState | null, tools: PollTools): Promise<Polled> {
  const before = known ?? initialState(feed, tools.now());
  const { etag, lastModified } = before;
  const result = await tools.get(addressOf(feed, before), { etag, lastModified, accept: ACCEPT });
  switch (result.kind) {
    case 'ok':
      return readFeed(feed, before, result, tools);
    case 'not-modified': {
      const observedSeconds = intervalWithoutNews(before.intervalSeconds);
      const seconds = { observedSeconds, requestedSeconds: result.maxAgeSeconds };
      return stateOnly(stateAfterSuccess(feed, before, seconds, tools));
    }
    case 'redirect':
      return followRedirect(feed, before, result, tools);
    case 'gone':
      return handleGone(feed, before, tools);
    default:
      return failedPoll(feed, before, describeResult(result), tools, retryAfterOf(result));
  }
}

/** Returns whether a feed should be polled at `now`, in milliseconds since the epoch. */
export function isDue(feed: Feed, state: FeedState | undefined, now: number): boolean {
  if (feed.paused || hasLapsed(feed, now)) return false;
  if (!state) return true;
  return !isServed(feed, state) && !state.gone && state.nextPollAt <= now;
}

/**
 * Whether a feed behind a temporary redirect has been polled since its original address last redirected to
 * it: one poll serves one redirect, which `askedAt` identifies.
 */
function isServed({ handedOver: handover }: Feed, { servedAskedAt }: FeedState): boolean {
  return handover !== null && !handover.permanent && handover.askedAt === servedAskedAt;
}

function readFeed(feed: Feed, before: FeedState, result: OkResult, tools: PollTools): Polled {
  let parsed: ParsedFeed;
  try {
    parsed = parseFeed(result.bytes, result.contentType, result.url);
  } catch (error) {
    if (error instanceof NotAFeedError && error.feedLink !== null)
      return followFeedLink(feed, before, error.feedLink, tools);
    return failedPoll(feed, before, error instanceof Error ? error.message : String(error), tools);
  }
  const now = tools.now();
  const { pages, seen } = newEntries(feed, before.seen, parsed, now);
  const handedOverFeeds = currentSitemaps(feed, parsed.sitemaps, now).map((url) =>
    toHandedOverFeed(feed, url, true, now),
  );
  const observedSeconds =
    pages.length > 0
      ? intervalFromEntries(parsed.entries, { newEntryCount: pages.length, polledAt: before.polledAt, now })
      : intervalWithoutNews(before.intervalSeconds);
  const requestedSeconds = Math.max(result.maxAgeSeconds ?? 0, parsed.ttlSeconds ?? 0);
  // If the original address of a moved feed returns a feed again, the move was undone.
  const polledLocation = addressOf(feed, before) === before.location ? before.location : null;
  const state = {
    ...stateAfterSuccess(feed, before, { observedSeconds, requestedSeconds }, tools),
    location: result.permanentUrl ?? polledLocation,
    // Stores no validators for a sitemap index, so that every poll reads it in full and renews its sitemaps.
    etag: handedOverFeeds.length > 0 ? null : result.etag,
    lastModified: handedOverFeeds.length > 0 ? null : result.lastModified,
    title: parsed.title?.slice(0, 500) ?? null,
    seen,
  };
  return { pages, handedOverFeeds, state };
}

/**
 * A 410 from the feed's original address ends the feed. From an address that the feed moved to it counts as a
 * failed poll.
 */
function handleGone(feed: Feed, before: FeedState, clock: Clock): Polled {
  const { location: movedTo } = before;
  if (movedTo !== null) return failedPoll(feed, before, 'HTTP 410', clock);
  const state = stateAfterSuccess(feed, before, { observedSeconds: 0, requestedSeconds: null }, clock);
  return stateOnly({ ...state, gone: true, lastError: 'HTTP 410' });
}

function retryAfterOf(result: HttpResult): number | null {
  return 'retryAfterMs' in result ? result.retryAfterMs : null;
}
