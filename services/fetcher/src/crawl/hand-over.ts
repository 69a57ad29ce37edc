import type { Feed } from '@gazette/schemas';
import { feedUrl } from '../feeds/feed-url.ts';
import type { ListedSitemap } from '../feeds/parsed-feed.ts';

/** What was handed over lapses when nobody asked again for so long, in milliseconds. */
const LAPSES_AFTER_MS = 3 * 24 * 60 * 60 * 1000;
/** Redirects over hosts. */
export const MOST_HOPS = 5;
/** Hops to the last index that is followed: an index of indexes, and none below, since each level multiplies by {@link MOST_SITEMAPS}. */
const MOST_INDEX_HOPS = 1;
/** Sitemaps of an index that are followed: the newest, and none that has not changed for a week, since archives reach back for decades. */
const MOST_SITEMAPS = 50;
const CURRENT_MS = 7 * 24 * 60 * 60 * 1000;

/** A feed for the owner of the host of `to`, asked for `now` (milliseconds since the epoch). */
export function handedOver(feed: Feed, to: string, permanent: boolean, now: number): Feed {
  const origin = feed.handedOver?.origin ?? feed.url;
  const hops = (feed.handedOver?.hops ?? 0) + 1;
  return { ...feed, url: to, handedOver: { origin, askedAt: now, permanent, hops } };
}

/** Whether nobody asked for a feed that was handed over for so long that it should be forgotten. */
export function hasLapsed({ handedOver: asked }: Feed, now: number): boolean {
  return asked !== null && asked.askedAt + LAPSES_AFTER_MS < now;
}

/**
 * The addresses of an index's sitemaps that are worth following; each is a feed of its own, with a rhythm of its own. Never the
 * subscription's own address, which is polled as such.
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

/** The address as a subscription keeps it; null when it is none of the web. */
export function webAddress(text: string): string | null {
  try {
    return feedUrl(text);
  } catch {
    return null;
  }
}
