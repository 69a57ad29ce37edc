import { hostOf, type Feed, type FeedState, type Page } from '@gazette/schemas';
import { feedUrl } from '../feeds/feed-url.ts';
import { describeResult, type Get, type OkResult } from './http-result.ts';
import { currentSitemaps, handedOver, hasLapsed, MOST_HOPS, webAddress } from './hand-over.ts';
import { newEntries } from './new-entries.ts';
import { parseFeed } from '../feeds/parse-feed.ts';
import { NotAFeedError, type ParsedFeed } from '../feeds/parsed-feed.ts';
import { backoffUntil, grown, intervalOf, jittered, rhythmOf, type Clock } from './poll-interval.ts';

/** What a poll needs of the world. */
export interface PollTools extends Clock {
  readonly get: Get;
}

/** What a poll found: pages to fetch, feeds for their hosts' owners, and what to remember once they are on their way. */
export interface Polled {
  readonly pages: readonly Page[];
  readonly handOver: readonly Feed[];
  readonly state: FeedState;
}

/** A feed that moved to another host for good is looked at where it was once a day, in seconds. */
const MOVED_INTERVAL = 24 * 60 * 60;
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1';

/** Polls one feed: conditional GET, parse, keep what is new or edited. Never throws for what the site answers. */
export async function pollFeed(feed: Feed, known: FeedState | null, tools: PollTools): Promise<Polled> {
  const before = known ?? freshState(feed, tools.now());
  const result = await tools.get(addressOf(feed, before), {
    etag: before.etag,
    lastModified: before.lastModified,
    accept: ACCEPT,
  });
  switch (result.kind) {
    case 'ok':
      return readEntries(feed, before, result, tools);
    case 'not-modified': {
      const rhythm = grown(before.intervalSeconds);
      return nothing(succeeded(feed, before, rhythm, result.maxAgeSeconds, tools));
    }
    case 'redirect':
      return moved(feed, before, result, tools);
    case 'gone':
      // What answers at the new place speaks for that place: the old one is asked once more.
      if (before.location === null)
        return nothing({ ...succeeded(feed, before, 0, null, tools), gone: true, lastError: 'HTTP 410' });
      return failedPoll(feed, before, 'HTTP 410', tools);
    default:
      return failedPoll(
        feed,
        before,
        describeResult(result),
        tools,
        'retryAfterMs' in result ? result.retryAfterMs : null,
      );
  }
}

/** A poll that came to nothing: later and later, never given up. A place it moved to counts no longer, or is asked again if it is another host's. */
export function failedPoll(
  feed: Feed,
  known: FeedState | null,
  reason: string,
  clock: Clock,
  retryAfterMs: number | null = null,
): Polled {
  const before = known ?? freshState(feed, clock.now());
  const failures = before.failures + 1;
  const { location } = before;
  const elsewhere = location !== null && hostOf(location) !== hostOf(feed.url) ? location : null;
  const state = {
    ...before,
    servedAskedAt: feed.handedOver?.askedAt ?? null,
    polledAt: clock.now(),
    location: elsewhere,
    failures,
    lastError: reason.slice(0, 500),
    nextPollAt: backoffUntil(failures, retryAfterMs, clock),
  };
  const handOver = elsewhere === null ? [] : [handedOver(feed, elsewhere, true, clock.now())];
  return { pages: [], handOver, state };
}

/** Whether a feed should be polled now (milliseconds since the epoch). */
export function isDue(feed: Feed, state: FeedState | undefined, now: number): boolean {
  if (feed.paused || hasLapsed(feed, now)) return false;
  if (!state) return true;
  const { handedOver: asked } = feed;
  const isAsked = asked === null || asked.permanent || asked.askedAt !== state.servedAskedAt;
  return isAsked && !state.gone && state.nextPollAt <= now;
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
    origin: feed.handedOver?.origin ?? null,
    servedAskedAt: null,
    seen: [],
  };
}

/** Where it moved to for good, if that is on the host we own. */
function addressOf(feed: Feed, { location }: FeedState): string {
  return location !== null && hostOf(location) === hostOf(feed.url) ? location : feed.url;
}

function readEntries(feed: Feed, before: FeedState, result: OkResult, tools: PollTools): Polled {
  let parsed: ParsedFeed;
  try {
    parsed = parseFeed(result.bytes, result.contentType, result.url);
  } catch (error) {
    if (error instanceof NotAFeedError && error.feedLink !== null)
      return led(feed, before, error.feedLink, tools);
    return failedPoll(feed, before, error instanceof Error ? error.message : String(error), tools);
  }
  const now = tools.now();
  const { pages, seen } = newEntries(feed, before.seen, parsed, now);
  const rhythm =
    pages.length > 0
      ? rhythmOf(parsed.entries, { fresh: pages.length, polledAt: before.polledAt, now })
      : grown(before.intervalSeconds);
  const handOver = currentSitemaps(feed, parsed.sitemaps, now).map((url) => handedOver(feed, url, true, now));
  const asked = Math.max(result.maxAgeSeconds ?? 0, parsed.ttlSeconds ?? 0);
  const stayed = addressOf(feed, before) === before.location ? before.location : null;
  const state = {
    ...succeeded(feed, before, rhythm, asked, tools),
    location: result.permanentUrl ?? stayed,
    // An index is read each time: asking again for its sitemaps keeps them from lapsing.
    etag: handOver.length > 0 ? null : result.etag,
    lastModified: handOver.length > 0 ? null : result.lastModified,
    title: parsed.title?.slice(0, 500) ?? null,
    seen,
  };
  return { pages, handOver, state };
}

/**
 * A page stands where a feed was expected and names its feed: that is where the feed is. Within a host one such step counts, since two
 * pages that name each other would be asked in turn without a pause; one that leads nowhere is a failure like any other.
 */
function led(feed: Feed, before: FeedState, link: string, tools: PollTools): Polled {
  const url = webAddress(link);
  if (url === null)
    return failedPoll(
      feed,
      before,
      `a page stands here, and its feed ${link} is no address of the web`,
      tools,
    );
  if (hostOf(url) !== hostOf(feed.url)) return moved(feed, before, { url, permanent: true }, tools);
  const asked = addressOf(feed, before);
  if (url === asked || asked === before.location)
    return failedPoll(feed, before, `a page stands at ${asked}, and names ${url} as its feed`, tools);
  const { failures, lastError } = before;
  const state = succeeded(feed, before, before.intervalSeconds, null, tools);
  const anew = { etag: null, lastModified: null, location: url, nextPollAt: tools.now() };
  return nothing({ ...state, ...anew, failures, lastError });
}

/** A redirect to a host that another instance may own: its owner polls it, for good or once for each time that we see the redirect. */
function moved(
  feed: Feed,
  before: FeedState,
  { url, permanent }: { readonly url: string; readonly permanent: boolean },
  tools: PollTools,
): Polled {
  let to: string;
  try {
    to = feedUrl(url);
  } catch (error) {
    return failedPoll(feed, before, error instanceof Error ? error.message : String(error), tools);
  }
  const hops = feed.handedOver?.hops ?? 0;
  const isCircle = to === (feed.handedOver?.origin ?? feed.url);
  if (isCircle || hops >= MOST_HOPS)
    return failedPoll(
      feed,
      before,
      isCircle ? 'redirects in a circle' : `more than ${MOST_HOPS} redirects`,
      tools,
    );
  const state = succeeded(feed, before, before.intervalSeconds, null, tools);
  const now = tools.now();
  return {
    pages: [],
    handOver: [handedOver(feed, to, permanent, now)],
    state: permanent
      ? { ...state, location: to, nextPollAt: now + jittered(MOVED_INTERVAL, tools) }
      : { ...state, location: null },
  };
}

function nothing(state: FeedState): Polled {
  return { pages: [], handOver: [], state };
}

function succeeded(
  feed: Feed,
  before: FeedState,
  rhythm: number,
  asked: number | null,
  clock: Clock,
): FeedState {
  const intervalSeconds = intervalOf(feed, rhythm, asked, clock);
  const now = clock.now();
  return {
    ...before,
    servedAskedAt: feed.handedOver?.askedAt ?? null,
    failures: 0,
    lastError: null,
    polledAt: now,
    intervalSeconds,
    nextPollAt: now + jittered(intervalSeconds, clock),
  };
}
