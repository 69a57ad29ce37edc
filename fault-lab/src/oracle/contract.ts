import type { NewsSite } from '../rig/news-site.ts';

/** Addresses of a laboratory. Engine addresses bypass every proxy. */
export interface LabAddresses {
  readonly engines: {
    /** `host:port` of every broker, separated by commas. */
    readonly kafka: string;
    readonly registry: string;
    /** URL of one node. */
    readonly opensearch: string;
  };
  /** Prefix of every topic, index and group name. */
  readonly prefix: string;
  /** API keys of the push API by producer. */
  readonly producers: Readonly<Record<string, string>>;
  /** Base URLs of running push APIs, read before each request; may be empty for a while. */
  readonly fetcherUrls: () => readonly string[];
  /**
   * The site whose feeds are polled; it starts before the fetchers, which allow it by `GAZETTE_ALLOW_HOSTS`.
   */
  readonly site: NewsSite;
}

/** Rate and seed of the traffic. */
export interface TrafficOptions {
  /** The same seed writes the same texts in the same order. */
  readonly seed: number;
  /** Writes per second; fewer while too many wait for an answer. */
  readonly perSecond: number;
}

/** Running traffic. */
export interface Traffic {
  /** What was sent and acknowledged so far; complete after `stop`. */
  readonly ledger: Ledger;
  /**
   * Starts no new writes and resolves when all are answered and the site has been read completely. Call it
   * after the faults: what is unanswered after `withinMs` (default 180 s) becomes a complaint.
   */
  readonly stop: (withinMs?: number) => Promise<void>;
}

/** Field values. Long ones are digests, so that long runs fit in memory (see `condense`). */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** Everything that producers know about what they sent. */
export interface Ledger {
  readonly articles: ReadonlyMap<string, LedgerArticle>;
  readonly poison: readonly Poison[];
  /** Descriptions of answers that the API does not allow. */
  readonly complaints: readonly string[];
  readonly counts: TrafficCounts;
}

/** How much was sent, for the report. */
export interface TrafficCounts {
  /** Acknowledged by way: push, bulk, inbox, feed, and raw (replays of earlier writes). */
  readonly acknowledged: Readonly<Record<string, number>>;
  /** Answers that left open whether the write took effect. */
  readonly unclear: number;
  /** Answers 429 and 503, which were retried. */
  readonly refused: number;
  /** Acknowledged repeats: duplicates, repeated Idempotency-Keys, replays of old revisions. */
  readonly repeats: number;
}

/** One article's life as its producer knows it. */
export interface LedgerArticle {
  readonly id: string;
  readonly way: 'push' | 'inbox' | 'feed';
  /** In the order sent; each waits for the answer to the previous one. */
  readonly writes: readonly Write[];
}

/** One version of an article, or its delete. */
export interface Write {
  readonly kind: 'upsert' | 'delete';
  /** What its document must hold; null for a delete. */
  readonly fields: Fields | null;
  /** Certain writes must be found; others may or may not have taken effect. */
  readonly certain: boolean;
  /** From the answer; null for ways without one (inbox, feeds). */
  readonly revision: number | null;
  /** How often its producer sent it; null if unknown, and for feeds, which are read any number of times. */
  readonly sends: number | null;
}

/** A message that can never succeed. */
export interface Poison {
  readonly kind: string;
  /** Where it was written (topic without prefix). */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** Of the record as it was sent; see `digestOf`. */
  readonly digest: string;
  /** Set if a later stage rejects it: the article that its dead letter names. */
  readonly articleId: string | null;
}

/** Everything that the engines hold at the end. */
export interface Observed {
  readonly raw: readonly RawRecord[];
  /** By article: its message in `articles.annotated` that the index must hold. */
  readonly annotated: ReadonlyMap<string, AnnotatedRecord>;
  /** How many readable messages `articles.annotated` has, by `id/revision`. */
  readonly annotatedTimes: ReadonlyMap<string, number>;
  /** Of every index behind the articles aliases. */
  readonly documents: readonly StoredDocument[];
  readonly letters: readonly Letter[];
  /** Every partition consumed by a group of the pipeline. */
  readonly partitions: readonly PartitionState[];
}

/** A readable record of `articles.raw`. */
export interface RawRecord {
  readonly partition: number;
  readonly offset: string;
  readonly id: string;
  readonly revision: number;
  readonly kind: 'upsert' | 'delete';
  /** Document fields that follow from the text; null if no document can be made of it. */
  readonly text: Fields | null;
  /** Document fields with annotations, recomputed for a sample of the newest revisions; otherwise null. */
  readonly annotated: Fields | null;
}

/** The winning message of an article in `articles.annotated`: the first with the highest version. */
export interface AnnotatedRecord {
  readonly id: string;
  readonly revision: number;
  /** As the index orders them, by revision and then by the annotator's. */
  readonly version: number;
  /** All fields of its document except `storyId`; null if no document can be made of it. */
  readonly fields: Fields | null;
  /** Whether all messages of this version have the same content. */
  readonly alike: boolean;
}

/** A document of an articles index, deleted ones included. */
export interface StoredDocument {
  readonly index: string;
  readonly id: string;
  /** Whether the read alias shows it. */
  readonly visible: boolean;
  readonly revision: number;
  readonly fields: Fields;
}

/** A message of a topic of dead letters. */
export interface Letter {
  /** Where the dead message was: topic (without prefix), partition, offset. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly stage: string;
  readonly errorClass: string;
  readonly reason: string;
  readonly articleId: string | null;
  /** Of its key, value and producer; see `digestOf`. */
  readonly digest: string;
  /** The digest of the original record; null if it no longer exists, for example after compaction. */
  readonly originalDigest: string | null;
  /** Whether operators find it in the index of dead letters. */
  readonly indexed: boolean;
}

/** A group's progress in a partition. */
export interface PartitionState {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** The next offset that the group would read; null when it has committed none. */
  readonly committed: bigint | null;
  readonly low: bigint;
  readonly high: bigint;
}

/** A broken promise. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly articleId?: string;
  readonly message: string;
}

/** The promises that can be broken; see `judge`. */
export type ViolationKind =
  | 'lost-acceptance'
  | 'out-of-order'
  | 'accepted-twice'
  | 'lost'
  | 'stale'
  | 'altered'
  | 'not-deleted'
  | 'hidden'
  | 'invented'
  | 'doubled'
  | 'poison-lost'
  | 'poison-altered'
  | 'poison-indexed'
  | 'letter-without-reason'
  | 'letter-not-indexed'
  | 'false-letter'
  | 'stuck'
  | 'moved-back'
  | 'bad-answer'
  | 'unaccounted'
  | 'late-unready'
  | 'late-ready'
  | 'died'
  | 'unfinished';

/** Outcomes of all acknowledged writes. If they do not add up to `accepted`, the run is `unaccounted`. */
export interface Conservation {
  /** Acknowledged writes and poison messages, counted when they were answered. */
  readonly accepted: number;
  readonly searchable: number;
  readonly deleted: number;
  readonly superseded: number;
  readonly dead: number;
  readonly lost: number;
  /** Surplus documents. */
  readonly doubled: number;
}
