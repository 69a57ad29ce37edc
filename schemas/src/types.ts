// Generated from avro/*.avsc by scripts/generate-types.ts. Do not edit.

/** Whether this revision brings the article's text or takes the article away. */
export type Kind = 'upsert' | 'delete';

/** The door by which an article came in. */
export type Via = 'push' | 'inbox' | 'feed' | 'unknown';

/** The smallest unit of a time that its source gave. */
export type Precision = 'year' | 'month' | 'day' | 'minute' | 'second' | 'unknown';

/** One revision of one article as the fetcher accepted it, before annotation. A delete carries no text. */
export interface RawArticle {
  /** articleId: SHA-256 in lower-case hex over the article's identity; the document's _id. */
  readonly id: string;
  /** Milliseconds since the epoch when the fetcher accepted this text; grows with every correction. */
  readonly revision: number;
  readonly kind: Kind;
  readonly via: Via;
  /** Who pushed it (from the API key or the inbox header); null for what we fetched. */
  readonly producer: string | null;
  /** The producer's own id of the article. */
  readonly externalId: string | null;
  /** Canonical URL. */
  readonly url: string | null;
  /** The outlet, as readers know it: a name, else the host of the URL. */
  readonly source: string | null;
  /** Headline without the site's name. */
  readonly title: string;
  /** Plain text; paragraphs are separated by line breaks. */
  readonly body: string;
  /** Authors as printed. */
  readonly byline: string | null;
  /** BCP 47 tag that the producer or page declared; the annotator detects its own. */
  readonly language: string | null;
  /** Publication time, milliseconds since the epoch (UTC). */
  readonly publishedAt: number | null;
  /** Where the publication time was read: producer, feed, json-ld, meta, url, text. */
  readonly publishedAtSource: string | null;
  /** The smallest unit that the source of publishedAt gave. */
  readonly publishedAtPrecision: Precision | null;
  /** Modification time that the publisher gave, milliseconds since the epoch (UTC). */
  readonly modifiedAt: number | null;
  /** SHA-256 in lower-case hex over every published field: equal hashes mean an unchanged article. */
  readonly contentHash: string;
}

/** What a Kafka producer writes to articles.inbox: an article without our id and revision. The message header `producer` names the sender. */
export interface IncomingArticle {
  /** upsert needs title and body; delete needs externalId or url. */
  readonly kind: Kind;
  /** The producer's own id of the article; with it, corrections and deletes find the article. */
  readonly externalId: string | null;
  /** Where readers find the article. */
  readonly url: string | null;
  /** The outlet, as readers know it. */
  readonly source: string | null;
  /** Headline. */
  readonly title: string;
  /** Plain text; paragraphs are separated by line breaks. */
  readonly body: string;
  /** Authors as printed. */
  readonly byline: string | null;
  /** BCP 47 language tag. */
  readonly language: string | null;
  /** Publication time, milliseconds since the epoch (UTC). */
  readonly publishedAt: number | null;
  /** The smallest unit of publishedAt that is known; null means second. */
  readonly publishedAtPrecision: Precision | null;
  /** Modification time, milliseconds since the epoch (UTC). */
  readonly modifiedAt: number | null;
}

/** The language the text is written in. */
export interface DetectedLanguage {
  /** ISO 639-1 code, or `und` when it cannot be told. */
  readonly code: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** The field that offsets count into. */
export type TextField = 'title' | 'body';

/** One place that names the person, without titles and possessives. */
export interface PersonMention {
  readonly field: TextField;
  /** UTF-16 offset of the first unit. */
  readonly start: number;
  /** UTF-16 offset after the last unit. */
  readonly end: number;
  /** The words themselves. */
  readonly text: string;
}

/** One individual the article names, all of their mentions folded. */
export interface Person {
  /** The directory's id, else a slug of the fullest name. */
  readonly id: string;
  /** The directory's name, else the fullest name in the text. */
  readonly name: string;
  /** Every other way this text names the person. */
  readonly aliases: readonly string[];
  /** Titles and roles as this text gives them: `Foreign Secretary`. */
  readonly roles: readonly string[];
  /** Whether the id comes from the directory. */
  readonly known: boolean;
  /** Share of this person in the article, 0 to 1: how often and how early they are named. */
  readonly salience: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** The evidence: every mention, in text order, title first. */
  readonly mentions: readonly PersonMention[];
}

/** One phrase that spoke for the issue. */
export interface IssueEvidence {
  /** The field that offsets count into. */
  readonly field: TextField;
  /** UTF-16 offset of the first unit. */
  readonly start: number;
  /** UTF-16 offset after the last unit. */
  readonly end: number;
  /** The words themselves. */
  readonly text: string;
  /** The phrase of issues.yaml that matched. */
  readonly phrase: string;
  /** The phrase's weight. */
  readonly weight: number;
}

/** One issue the article is about. */
export interface Issue {
  /** Id in issues.yaml. */
  readonly id: string;
  /** Label in issues.yaml. */
  readonly label: string;
  /** Weighted evidence; comparable between issues as a multiple of the issue's threshold. */
  readonly score: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** The phrases that decided. */
  readonly evidence: readonly IssueEvidence[];
}

/** TIMEX3 type. */
export type TemporalType = 'DATE' | 'TIME' | 'DURATION' | 'SET';

/** A date, time, duration or set the text speaks of, after TIMEX3 (ISO-TimeML). */
export interface TemporalExpression {
  /** The field that offsets count into. */
  readonly field: TextField;
  /** UTF-16 offset of the first unit. */
  readonly start: number;
  /** UTF-16 offset after the last unit. */
  readonly end: number;
  /** The words themselves. */
  readonly text: string;
  readonly type: TemporalType;
  /** TIMEX3 value: 2025-W09, 2027, P3D, PRESENT_REF. */
  readonly value: string;
  /** century, decade, year, half-year, quarter, season, month, week, weekend, day, part-of-day, hour, minute, second or none. */
  readonly grain: string;
  /** First day (YYYY-MM-DD) or instant (ISO 8601) meant; null where no calendar date is. */
  readonly from: string | null;
  /** Last day or instant meant, inclusive. */
  readonly to: string | null;
  /** The rule that read it. */
  readonly rule: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Who said it, as the text shows. */
export interface Speaker {
  /** Id of the person in this article, where the mention is one. */
  readonly personId: string | null;
  /** The person's name, where known. */
  readonly name: string | null;
  /** UTF-16 offset of the words that name the speaker, in the quote's field. */
  readonly start: number;
  /** UTF-16 offset after the words that name the speaker. */
  readonly end: number;
  /** The words that name the speaker: `he`, `the Foreign Secretary`. */
  readonly text: string;
}

/** The words of saying. */
export interface Cue {
  /** UTF-16 offset of the first unit, in the quote's field. */
  readonly start: number;
  /** UTF-16 offset after the last unit. */
  readonly end: number;
  /** The words themselves: `told reporters`. */
  readonly text: string;
}

/** Direct speech. */
export interface Quote {
  /** The field that offsets count into. */
  readonly field: TextField;
  /** UTF-16 offset of the first unit inside the marks. */
  readonly start: number;
  /** UTF-16 offset after the last unit inside the marks. */
  readonly end: number;
  /** The words between the marks. */
  readonly text: string;
  /** Null when the rules abstain. */
  readonly speaker: Speaker | null;
  /** The words of saying, where there are any. */
  readonly cue: Cue | null;
  /** The rule that decided the speaker, or why none was named. */
  readonly rule: string;
  /** 0 to 1: how often this rule is right. */
  readonly confidence: number;
}

/** Everything the annotators found in one article. Offsets are UTF-16 code units into the named field; end is exclusive. */
export interface Annotations {
  /** The language the text is written in. */
  readonly language: DetectedLanguage;
  /** Who the article names. */
  readonly persons: readonly Person[];
  /** What the article is about, best first. */
  readonly issues: readonly Issue[];
  /** Which times the article speaks of, in text order. */
  readonly dates: readonly TemporalExpression[];
  /** The day (YYYY-MM-DD) relative dates were read against; null when the publication date is not known and only absolute dates were read. */
  readonly dateAnchor: string | null;
  /** Who said what, in text order. */
  readonly quotes: readonly Quote[];
  /** Locality-sensitive hashes (MinHash bands, below 2^53) of the body: articles that share one are likely copies. */
  readonly storyBands: readonly number[];
}

/** An article with what the annotator found in it. */
export interface AnnotatedArticle {
  /** The article, unchanged. */
  readonly article: RawArticle;
  /** What was found; null for a delete. */
  readonly annotations: Annotations | null;
  /** 0 to 1023; raised by every release whose output can differ. */
  readonly annotatorRevision: number;
  /** Hash of issues, directory and weights the annotations were made with. */
  readonly knowledgeHash: string;
}

/** A feed that another host's owner sent on, because its host belongs to another fetcher. */
export interface HandOver {
  /** The subscription's URL. */
  readonly origin: string;
  /** When the redirect was last seen; it lapses three days later. */
  readonly askedAt: number;
  /** Whether it moved for good and is polled on its own rhythm (HTTP 301 or 308); else once for each askedAt. */
  readonly permanent: boolean;
  /** Hosts passed since the subscription's own. */
  readonly hops: number;
}

/** A subscription, written by operators. A tombstone ends it. */
export interface Feed {
  /** Where the feed is. */
  readonly url: string;
  /** The outlet's name for its articles; null takes the feed's own title. */
  readonly source: string | null;
  /** Whether polling rests. */
  readonly paused: boolean;
  /** Shortest time between two polls, in seconds, which the operator answers for: what the publisher asks for (ttl, max-age) then does not lengthen it; null takes the fetcher's default. */
  readonly minIntervalSeconds: number | null;
  /** When the operator added it. */
  readonly addedAt: number;
  /** Set where a redirect led here from another host; null for what operators wrote. */
  readonly handedOver: HandOver | null;
}

/** One entry the feed showed. */
export interface SeenEntry {
  /** Canonical URL of the entry. */
  readonly url: string;
  /** Hash of what the feed said of the entry: another one means an edit. */
  readonly fingerprint: string;
  /** When it was last sent to pages. */
  readonly at: number;
}

/** What the fetcher that owns a feed knows of it; written by the owner after each poll. */
export interface FeedState {
  /** The subscription's URL. */
  readonly url: string;
  /** Where the feed moved to for good (HTTP 301 or 308). On another host, its owner polls it there and this one looks daily. */
  readonly location: string | null;
  /** ETag of the last full answer. */
  readonly etag: string | null;
  /** Last-Modified of the last full answer. */
  readonly lastModified: string | null;
  /** When it was last polled. */
  readonly polledAt: number | null;
  /** When it is due. */
  readonly nextPollAt: number;
  /** The interval the feed's rhythm asks for, in seconds. */
  readonly intervalSeconds: number;
  /** Polls failed in a row. */
  readonly failures: number;
  /** Why the last poll failed. */
  readonly lastError: string | null;
  /** Whether the publisher ended the feed (HTTP 410). */
  readonly gone: boolean;
  /** The feed's own title. */
  readonly title: string | null;
  /** The subscription that a redirect led here from, else null. */
  readonly origin: string | null;
  /** The hand-over (its askedAt) that the last poll served. */
  readonly servedAskedAt: number | null;
  /** The newest entries, so that only what is new is fetched. */
  readonly seen: readonly SeenEntry[];
}

/** A page to fetch, with what its feed said of it. */
export interface Page {
  /** Where the page is. */
  readonly url: string;
  /** The feed that named it. */
  readonly feedUrl: string | null;
  /** The outlet's name. */
  readonly source: string | null;
  /** The feed entry's title. */
  readonly title: string | null;
  /** The feed entry's text, as plain text. */
  readonly summary: string | null;
  /** The feed entry's authors. */
  readonly byline: string | null;
  /** The feed entry's publication time; it beats the page's. */
  readonly publishedAt: number | null;
  /** The smallest unit of publishedAt that the feed gave. */
  readonly publishedAtPrecision: Precision | null;
  /** When the feed first named it. */
  readonly discoveredAt: number;
  /** Fetches that failed so far. */
  readonly attempt: number;
  /** When it may be fetched. */
  readonly notBefore: number;
  /** Redirects followed so far, over hosts. */
  readonly redirects: number;
  /** Fetches that succeeded before: from 1 on it is a re-visit that looks for corrections. */
  readonly visit: number;
  /** ETag of the visit before. */
  readonly etag: string | null;
  /** Last-Modified of the visit before. */
  readonly lastModified: string | null;
}
