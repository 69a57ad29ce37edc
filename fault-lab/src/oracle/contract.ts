import type { NewsSite } from '../rig/news-site.ts';

/** Where a laboratory's engines and doors are. Engine addresses lead straight to them, past every proxy. */
export interface LabAddresses {
  readonly engines: { readonly kafka: string; readonly registry: string; readonly opensearch: string };
  /** What goes before every name of this laboratory. */
  readonly prefix: string;
  /** API keys of the push API by producer. */
  readonly producers: Readonly<Record<string, string>>;
  /** Base URLs of push APIs that live now; asked before each request, may be empty for a while. */
  readonly fetcherUrls: () => readonly string[];
  /** The site whose feeds are polled; started before the fetchers, which get its host as `GAZETTE_ALLOW_HOSTS`. */
  readonly site: NewsSite;
}

/** How much traffic, and which. */
export interface TrafficOptions {
  /** The same seed writes the same texts in the same order. */
  readonly seed: number;
  /** Writes begun a second; fewer while too many have no answer. */
  readonly perSecond: number;
}

/** Writers at work. */
export interface Traffic {
  /** What was sent and acknowledged so far; complete after `stop`. */
  readonly ledger: Ledger;
  /**
   * Begins nothing new and resolves when every write has its answer and the site has been read to the end. Call it when faults are over:
   * what has no answer `withinMs` later (180 s unless given) is a complaint.
   */
  readonly stop: (withinMs?: number) => Promise<void>;
}

/** Values of fields; a long one is replaced by its digest, so that a run of hours fits in memory (see `condense`). */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** Everything that producers know of what they sent. */
export interface Ledger {
  readonly articles: ReadonlyMap<string, LedgerArticle>;
  readonly poison: readonly Poison[];
  /** Answers that no promise allows, in words. */
  readonly complaints: readonly string[];
  readonly counts: TrafficCounts;
}

/** How much was sent, for the report. */
export interface TrafficCounts {
  /** Acknowledged by way: push, bulk, inbox, feed, and raw, which only repeats what was acknowledged before. */
  readonly acknowledged: Readonly<Record<string, number>>;
  /** Answers that left open whether the write took effect. */
  readonly unclear: number;
  /** 429 and 503 that were waited out. */
  readonly refused: number;
  /** Acknowledged writes that repeat what was sent before: duplicates, repeats under a key, replays of old revisions. */
  readonly repeats: number;
}

/** One article's life as its producer knows it. */
export interface LedgerArticle {
  readonly id: string;
  readonly way: 'push' | 'inbox' | 'feed';
  /** In the order sent; one waits for the answer to the one before it. */
  readonly writes: readonly Write[];
}

/** One version of an article, or its delete. */
export interface Write {
  readonly kind: 'upsert' | 'delete';
  /** What its document must hold; null for a delete. */
  readonly fields: Fields | null;
  /** False for one that may have taken effect: `certain` writes must be found, others may. */
  readonly certain: boolean;
  /** From the answer; null where the way gives none (inbox, feeds). */
  readonly revision: number | null;
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
  /** Set where it is well-formed and dies further down the line: its letter names this article. */
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
  /** Every partition that a group of ours consumes. */
  readonly partitions: readonly PartitionState[];
}

/** A readable record of `articles.raw`. */
export interface RawRecord {
  readonly partition: number;
  readonly offset: string;
  readonly id: string;
  readonly revision: number;
  readonly kind: 'upsert' | 'delete';
  /** What its document must hold of the text; null where no document can be made of it. */
  readonly text: Fields | null;
  /** What it must hold beside, as the annotator's pure code finds it: computed for a sample of the newest revisions, else null. */
  readonly annotated: Fields | null;
}

/** The message of `articles.annotated` that wins over an article's others: the highest version, and of equal ones the first. */
export interface AnnotatedRecord {
  readonly id: string;
  readonly revision: number;
  /** As the index orders them, by revision and then by the annotator's. */
  readonly version: number;
  /** What its document must hold, and nothing beside but `storyId`; null where no document can be made of it. */
  readonly fields: Fields | null;
  /** Whether every other message of this version says the same. */
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
  /** The same of the record at the place it names; null where there is none, as after a compaction. */
  readonly originalDigest: string | null;
  /** Whether operators find it in the index of dead letters. */
  readonly indexed: boolean;
}

/** How far a group is with a partition. */
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

/** What became of every acknowledged write; where they do not add up to `accepted`, the run is `unaccounted`. */
export interface Conservation {
  /** Writes acknowledged at the doors, and poison: counted when the answers came, not from what was found. */
  readonly accepted: number;
  readonly searchable: number;
  readonly deleted: number;
  readonly superseded: number;
  readonly dead: number;
  readonly lost: number;
  /** Documents too many. */
  readonly doubled: number;
}
