import type { Feed, FeedState } from '@gazette/schemas';
import { parseFeed } from '../feeds/parse-feed.ts';
import { NotAFeedError, type ParsedFeed } from '../feeds/parsed-feed.ts';
import { currentSitemaps, hasLapsed, toHandedOverFeed } from './handed-over-feeds.ts';
import { describeResult, type Get, type HttpResult, type OkResult } from './http-result.ts';
import { followFeedLink, followRedirect } from './moved-feed.ts';
import { newEntries } from './new-entries.ts';
import { intervalFromEntries, intervalWithoutNewEntries, type PollSettings } from './poll-interval.ts';
import {
  addressOf,
  failedPoll,
  initialState,
  stateAfterPoll,
  stateOnly,
  type Polled,
} from './poll-outcome.ts';

/** The dependencies of {@link pollFeed}. */
export interface PollTools extends PollSettings {
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
      const observedSeconds = intervalWithoutNewEntries(before.intervalSeconds);
      const seconds = { observedSeconds, requestedSeconds: result.maxAgeSeconds };
      return stateOnly(stateAfterPoll(feed, before, seconds, tools));
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
  return !isRedirectPolled(feed, state) && !state.gone && state.nextPollAt <= now;
}

/**
 * Whether the feed was found through a temporary redirect and has been polled for it. Each redirect, which
 * `askedAt` identifies, leads to one poll.
 */
function isRedirectPolled({ handedOver: handover }: Feed, { servedAskedAt }: FeedState): boolean {
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
      : intervalWithoutNewEntries(before.intervalSeconds);
  const requestedSeconds = Math.max(result.maxAgeSeconds ?? 0, parsed.ttlSeconds ?? 0);
  // If the original address of a moved feed was polled and returned a feed, the move was undone.
  const locationInUse = addressOf(feed, before) === before.location ? before.location : null;
  const state = {
    ...stateAfterPoll(feed, before, { observedSeconds, requestedSeconds }, tools),
    location: result.permanentUrl ?? locationInUse,
    // Stores no validators for a sitemap index, so that every poll reads it in full and renews its sitemaps.
    etag: handedOverFeeds.length > 0 ? null : result.etag,
    lastModified: handedOverFeeds.length > 0 ? null : result.lastModified,
    title: parsed.title?.slice(0, 500) ?? null,
    seen,
  };
  return { pages, handedOverFeeds, state };
}

/**
 * HTTP 410 ends a feed that has not moved. For a moved feed it counts as a failed poll, which keeps the new
 * address only if that is on another host.
 */
function handleGone(feed: Feed, before: FeedState, settings: PollSettings): Polled {
  const { location: movedTo } = before;
  if (movedTo !== null) return failedPoll(feed, before, 'HTTP 410', settings);
  const state = stateAfterPoll(feed, before, { observedSeconds: 0, requestedSeconds: null }, settings);
  return stateOnly({ ...state, gone: true, lastError: 'HTTP 410' });
}

function retryAfterOf(result: HttpResult): number | null {
  return 'retryAfterMs' in result ? result.retryAfterMs : null;
}
