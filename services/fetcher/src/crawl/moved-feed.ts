import { hostOf, type Feed, type FeedState } from '@gazette/schemas';
import { feedUrl } from '../feeds/feed-url.ts';
import { MOST_HOPS, toHandedOverFeed, webAddress } from './handed-over-feeds.ts';
import { jittered, type PollSettings } from './poll-interval.ts';
import { addressOf, failedPoll, stateAfterPoll, stateOnly, type Polled } from './poll-outcome.ts';

/** How often a feed that moved to another host permanently is still polled at its old address. */
const MOVED_INTERVAL_SECONDS = 24 * 60 * 60;

/**
 * Handles an address that returns a web page which links to its feed. Only one such link is followed within a
 * host; a second one is a failure. Otherwise two pages that link to each other would be polled in turn
 * without a pause.
 */
export function followFeedLink(feed: Feed, before: FeedState, link: string, settings: PollSettings): Polled {
  const url = webAddress(link);
  if (url === null)
    return failedPoll(
      feed,
      before,
      `found a web page whose feed link ${link} is not a web address`,
      settings,
    );
  if (hostOf(url) !== hostOf(feed.url))
    return followRedirect(feed, before, { url, permanent: true }, settings);
  const polledUrl = addressOf(feed, before);
  if (url === polledUrl || polledUrl === before.location)
    return failedPoll(
      feed,
      before,
      `found a web page at ${polledUrl} that links to ${url} as its feed`,
      settings,
    );
  return stateOnly({
    ...stateAtSameInterval(feed, before, settings),
    etag: null,
    lastModified: null,
    location: url,
    nextPollAt: settings.now(),
    failures: before.failures,
    lastError: before.lastError,
  });
}

/**
 * Handles a redirect to a host that another instance may own. That host's owner polls the feed: regularly
 * after a permanent redirect, otherwise once each time the redirect is seen.
 */
export function followRedirect(
  feed: Feed,
  before: FeedState,
  { url, permanent }: { readonly url: string; readonly permanent: boolean },
  settings: PollSettings,
): Polled {
  let target: string;
  try {
    target = feedUrl(url);
  } catch (error) {
    return failedPoll(feed, before, error instanceof Error ? error.message : String(error), settings);
  }
  if (target === (feed.handedOver?.origin ?? feed.url))
    return failedPoll(feed, before, 'the redirects form a loop', settings);
  if ((feed.handedOver?.hops ?? 0) >= MOST_HOPS)
    return failedPoll(feed, before, `more than ${MOST_HOPS} redirects`, settings);
  const state = stateAtSameInterval(feed, before, settings);
  const now = settings.now();
  return {
    pages: [],
    handedOverFeeds: [toHandedOverFeed(feed, target, permanent, now)],
    state: permanent
      ? { ...state, location: target, nextPollAt: now + jittered(MOVED_INTERVAL_SECONDS, settings) }
      : { ...state, location: null },
  };
}

function stateAtSameInterval(feed: Feed, before: FeedState, settings: PollSettings): FeedState {
  const seconds = { observedSeconds: before.intervalSeconds, requestedSeconds: null };
  return stateAfterPoll(feed, before, seconds, settings);
}
