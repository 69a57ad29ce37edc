/** A parsed feed or sitemap. */
export interface ParsedFeed {
  readonly title: string | null;
  /** The site the feed belongs to, absolute. */
  readonly siteUrl: string | null;
  /** The pause between two polls that the publisher requests, in seconds. */
  readonly ttlSeconds: number | null;
  readonly entries: readonly FeedEntry[];
  /** The sitemaps of a sitemap index; empty for feeds with entries. */
  readonly sitemaps: readonly ListedSitemap[];
}

/** A sitemap listed in an index. */
export interface ListedSitemap {
  /** Absolute. */
  readonly url: string;
  /** Milliseconds since the epoch (UTC); null when the index gives none. */
  readonly modifiedAt: number | null;
}

/** One entry of a feed. Texts are plain text. */
export interface FeedEntry {
  /** The article's page, absolute; null when the entry has no link. */
  readonly url: string | null;
  /** The publisher's own id, as written: any string. */
  readonly id: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly byline: string | null;
  /** Milliseconds since the epoch (UTC). */
  readonly publishedAt: number | null;
  readonly publishedAtPrecision: 'year' | 'month' | 'day' | 'minute' | 'second' | null;
  /** Milliseconds since the epoch (UTC). */
  readonly updatedAt: number | null;
  /** The full text, where the feed carries it. */
  readonly content: string | null;
}

/** The bytes are not a feed of any known kind. */
export class NotAFeedError extends Error {
  /** The absolute address of the feed that this web page links to, if any. */
  readonly feedLink: string | null;

  constructor(url: string, text: string, feedLink: string | null = null) {
    const start = text.slice(0, 60).replace(/\s+/g, ' ');
    super(
      `expected a feed (RSS, Atom, JSON Feed or sitemap) at ${url}, found ${text === '' ? 'nothing' : JSON.stringify(start)}`,
    );
    this.name = 'NotAFeedError';
    this.feedLink = feedLink;
  }
}
