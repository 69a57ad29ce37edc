import type { Feed } from '@gazette/schemas';
import { feedUrl } from '../feeds/feed-url.ts';
import type { ListedSitemap } from '../feeds/parsed-feed.ts';

/** A handed-over feed lapses when it has not been requested again for this long. */
const LAPSES_AFTER_MS = 3 * 24 * 60 * 60 * 1000;
/** The longest chain of redirects from host to host. */
export const MOST_HOPS = 5;
/** Only an index and the indexes it lists are followed: each level multiplies by {@link MOST_SITEMAPS}. */
const MOST_INDEX_HOPS = 1;
/**
 * Only the newest sitemaps that changed within a week are followed, since archives reach back for decades.
 */
const MOST_SITEMAPS = 50;
const CURRENT_MS = 7 * 24 * 60 * 60 * 1000;

/** The feed as handed to the owner of `url`'s host, requested at `now` (milliseconds since the epoch). */
export function toHandedOverFeed(feed: Feed, url: string, permanent: boolean, now: number): Feed {
  const origin = feed.handedOver?.origin ?? feed.url;
  const hops = (feed.handedOver?.hops ?? 0) + 1;
  return { ...feed, url, handedOver: { origin, askedAt: now, permanent, hops } };
}

/** Whether a handed-over feed has gone unrequested for so long that it should be forgotten. */
export function hasLapsed({ handedOver: handover }: Feed, now: number): boolean {
  return handover !== null && handover.askedAt + LAPSES_AFTER_MS < now;
}

/**
 * The addresses of an index's sitemaps that are worth following. Each becomes a feed with its own interval.
 * The subscription's own address is omitted because it is already polled.
 */
export function currentSitemaps(
  feed: Feed,
  sitemaps: readonly ListedSitemap[],
  now: number,
): readonly string[] {
  if ((feed.handedOver?.hops ?? 0) > MOST_INDEX_HOPS) return [];
  const addresses = sitemaps
    .filter(({ modifiedAt }) => modifiedAt === null || modifiedAt > now - CURRENT_MS)
    .sort((a, b) => (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0))
    .flatMap(({ url }) => webAddress(url) ?? [])
    .filter((url) => url !== feed.url && url !== feed.handedOver?.origin);
  return [...new Set(addresses)].slice(0, MOST_SITEMAPS);
}

/** The address in the form that a subscription stores; null when it is not a web address. */
export function webAddress(text: string): string | null {
  try {
    return feedUrl(text);
  } catch {
    return null;
  }
}
