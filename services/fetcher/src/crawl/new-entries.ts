import { createHash } from 'node:crypto';
import type { Feed, Page, SeenEntry } from '@gazette/schemas';
import { canonicalUrl } from '../text/canonical-url.ts';
import type { FeedEntry, ParsedFeed } from '../feeds/parsed-feed.ts';

/** The pages to fetch, and the entries to remember. */
export interface NewEntries {
  readonly pages: readonly Page[];
  readonly seen: readonly SeenEntry[];
}

/** Entries of a feed that are processed, and past entries that are remembered besides those shown now. */
const MOST_SHOWN = 5000;
const MOST_PAST = 500;
/**
 * The limit for all entries in a message of `feed-state` (1 MiB), and the size of one without its URL, in
 * bytes.
 */
const MOST_SEEN_BYTES = 768 * 1024;
const SEEN_ENTRY_BYTES = 40;
/** Limits, in UTF-16 code units, that keep a page's message within the size that Kafka accepts. */
const MOST_URL = 4000;
const MOST_TITLE = 1000;
const MOST_SUMMARY = 2000;
const MOST_BYLINE = 500;

/**
 * Finds the entries that are new or that the publisher edited. Entries with the same address are one page. If
 * the list is too long to remember (sitemaps), only the newest entries are processed.
 *
 * @param now milliseconds since the epoch
 */
export function newEntries(
  feed: Feed,
  before: readonly SeenEntry[],
  parsed: ParsedFeed,
  now: number,
): NewEntries {
  const seen = new Map(before.map((entry) => [entry.url, entry]));
  const shown = new Map<string, SeenEntry>();
  const pages: Page[] = [];
  let bytes = 0;
  for (const [url, entries] of [...byAddress(parsed.entries)].sort(newestFirst).slice(0, MOST_SHOWN)) {
    bytes += sizeOf(url);
    if (bytes > MOST_SEEN_BYTES) break;
    const print = fingerprint(entries);
    const known = seen.get(url);
    seen.delete(url);
    shown.set(url, known?.fingerprint === print ? known : { url, fingerprint: print, at: now });
    if (known?.fingerprint !== print) pages.push(toPage(url, entries[0], feed, parsed, now));
  }
  return {
    pages,
    seen: [...past([...seen.values()], MOST_SEEN_BYTES - bytes), ...[...shown.values()].reverse()],
  };
}

type Entries = readonly [FeedEntry, ...FeedEntry[]];

function byAddress(entries: readonly FeedEntry[]): ReadonlyMap<string, Entries> {
  const found = new Map<string, [FeedEntry, ...FeedEntry[]]>();
  for (const entry of entries) {
    const url = addressOf(entry);
    if (url === null || url.length > MOST_URL) continue;
    const others = found.get(url);
    if (others) others.push(entry);
    else found.set(url, [entry]);
  }
  return found;
}

function addressOf({ url }: FeedEntry): string | null {
  try {
    return url === null ? null : canonicalUrl(url);
  } catch {
    return null;
  }
}

/** Undated entries sort after the dated ones and keep the feed's order. */
function newestFirst([, [a]]: readonly [string, Entries], [, [b]]: readonly [string, Entries]): number {
  return timeOf(b) - timeOf(a);
}

function timeOf({ updatedAt, publishedAt }: FeedEntry): number {
  return updatedAt ?? publishedAt ?? 0;
}

/** Changes when the publisher changes an entry, so that an edited article is fetched again. */
function fingerprint(entries: Entries): string {
  const facts = entries.map(({ title, summary, publishedAt, updatedAt }) => [
    title,
    summary,
    publishedAt,
    updatedAt,
  ]);
  return createHash('sha256')
    .update(JSON.stringify(entries.length === 1 ? facts[0] : facts))
    .digest('hex')
    .slice(0, 16);
}

function past(entries: readonly SeenEntry[], bytesLeft: number): readonly SeenEntry[] {
  const kept: SeenEntry[] = [];
  let bytes = 0;
  for (const entry of entries.slice(-MOST_PAST).reverse()) {
    bytes += sizeOf(entry.url);
    if (bytes > bytesLeft) break;
    kept.push(entry);
  }
  return kept.reverse();
}

function sizeOf(url: string): number {
  return Buffer.byteLength(url) + SEEN_ENTRY_BYTES;
}

function toPage(url: string, entry: FeedEntry, feed: Feed, parsed: ParsedFeed, now: number): Page {
  const published = entry.publishedAt !== null && entry.publishedAt <= now ? entry.publishedAt : null;
  return {
    url,
    feedUrl: feed.handedOver?.origin ?? feed.url,
    source: feed.source ?? parsed.title?.slice(0, MOST_TITLE) ?? null,
    title: entry.title?.slice(0, MOST_TITLE) ?? null,
    summary: entry.summary?.slice(0, MOST_SUMMARY) ?? null,
    byline: entry.byline?.slice(0, MOST_BYLINE) ?? null,
    publishedAt: published,
    publishedAtPrecision: published === null ? null : entry.publishedAtPrecision,
    discoveredAt: now,
    attempt: 0,
    notBefore: now,
    redirects: 0,
    visit: 0,
    etag: null,
    lastModified: null,
  };
}
