/** What a feed, sitemap or channel states about itself and its articles. */
export interface ParsedFeed {
  readonly title: string | null;
  /** The site the feed belongs to, absolute. */
  readonly siteUrl: string | null;
  /** How long the publisher asks to wait between two polls, in seconds. */
  readonly ttlSeconds: number | null;
  readonly entries: readonly FeedEntry[];
  /** The sitemaps that a sitemap index names; none in what has entries. */
  readonly sitemaps: readonly ListedSitemap[];
}

/** A sitemap as its index lists it. */
export interface ListedSitemap {
  /** Absolute. */
  readonly url: string;
  /** Milliseconds since the epoch (UTC); null when the index gives none. */
  readonly modifiedAt: number | null;
}

/** One article as its feed shows it. Texts are plain text. */
export interface FeedEntry {
  /** The article's page, absolute; null when the entry names none. */
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
  /** The feed that the page at this address names, absolute; null when it is not a page or names none. */
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
