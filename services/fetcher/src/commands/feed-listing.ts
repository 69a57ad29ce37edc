import type { Feed, FeedState } from '@gazette/schemas';

/** A subscription with what its polls found, as `feeds list` shows it. Times are ISO 8601 in UTC. */
export interface ListedFeed {
  readonly url: string;
  readonly source: string | null;
  readonly status: 'active' | 'paused' | 'gone';
  /** Shortest time between two polls, in seconds; null is the fetcher's default. */
  readonly everySeconds: number | null;
  readonly addedAt: string;
  /** The feed's own title. */
  readonly title: string | null;
  readonly polledAt: string | null;
  /** Null while nothing is due: paused, gone, or not seen by a fetcher yet. */
  readonly nextPollAt: string | null;
  /** Polls failed in a row. */
  readonly failures: number;
  readonly lastError: string | null;
  /** Where it moved to for good. */
  readonly movedTo: string | null;
  /** The subscription whose redirect, page or sitemap index led here. */
  readonly redirectedFrom: string | null;
}

/** Joins a feed with its state; null where it was never polled. */
export function toListedFeed(feed: Feed, state: FeedState | null): ListedFeed {
  const status = feed.paused ? 'paused' : state?.gone ? 'gone' : 'active';
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

/** Feeds for people to read. */
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
