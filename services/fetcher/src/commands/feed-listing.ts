import type { Feed, FeedState } from '@gazette/schemas';

/** A subscription and the state of its polls, as shown by `feeds list`. Times are ISO 8601 in UTC. */
export interface ListedFeed {
  readonly url: string;
  readonly source: string | null;
  readonly status: 'active' | 'paused' | 'gone';
  /** Minimum interval between two polls, in seconds; null is the fetcher's default. */
  readonly everySeconds: number | null;
  readonly addedAt: string;
  /** The feed's own title. */
  readonly title: string | null;
  readonly polledAt: string | null;
  /** Null while no poll is due: paused, gone, or not yet seen by a fetcher. */
  readonly nextPollAt: string | null;
  /** Consecutive failed polls. */
  readonly failures: number;
  readonly lastError: string | null;
  /** The new address after a permanent redirect. */
  readonly movedTo: string | null;
  /** The subscription whose redirect, page or sitemap index led here. */
  readonly redirectedFrom: string | null;
}

/** Joins a feed with its state, which is null before the first poll. */
export function toListedFeed(feed: Feed, state: FeedState | null): ListedFeed {
  const status = statusOf(feed, state);
  return {
    url: feed.url,
    source: feed.source,
    status,
    everySeconds: feed.minIntervalSeconds,
    addedAt: new Date(feed.addedAt).toISOString(),
    title: state?.title ?? null,
    polledAt: state?.polledAt == null ? null : new Date(state.polledAt).toISOString(),
    nextPollAt: state && status === 'active' ? new Date(state.nextPollAt).toISOString() : null,
    failures: state?.failures ?? 0,
    lastError: state?.lastError ?? null,
    movedTo: state?.location ?? null,
    redirectedFrom: feed.handedOver?.origin ?? null,
  };
}

function statusOf(feed: Feed, state: FeedState | null): ListedFeed['status'] {
  if (feed.paused) return 'paused';
  return state?.gone ? 'gone' : 'active';
}

/** Formats feeds as text. */
export function printFeeds(feeds: readonly ListedFeed[]): string {
  if (feeds.length === 0) return 'No feeds. Add one with: gazette feeds add URL\n';
  return feeds.map(printFeed).join('');
}

function printFeed({
  url,
  source,
  title,
  status,
  polledAt,
  nextPollAt,
  failures,
  lastError,
  movedTo,
  redirectedFrom,
}: ListedFeed): string {
  const facts = [
    status,
    source ?? title,
    polledAt === null ? 'not polled yet' : `polled ${short(polledAt)}`,
    nextPollAt === null ? null : `next ${short(nextPollAt)}`,
    failures === 0 ? null : `${failures} failed in a row`,
    movedTo === null ? null : `moved to ${movedTo}`,
    redirectedFrom === null ? null : `found through ${redirectedFrom}`,
  ];
  const error = lastError === null ? '' : `  last error: ${lastError}\n`;
  return `${url}\n  ${facts.filter((fact) => fact !== null).join(', ')}\n${error}`;
}

function short(time: string): string {
  return `${time.slice(0, 19).replace('T', ' ')} UTC`;
}
