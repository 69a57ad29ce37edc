import type { Annotations, Precision, RawArticle, Via } from '../types.ts';

/** What every document of the articles index carries. */
interface VersionedDocument {
  /** articleId; equal to the document's `_id`. */
  readonly id: string;
  /** True for a delete; the read alias shows only false. */
  readonly deleted: boolean;
  /** RawArticle.revision. */
  readonly revision: number;
  readonly annotatorRevision: number;
  readonly knowledgeHash: string;
  readonly contentHash: string;
  /** `revision` as an instant: when the fetcher accepted this text. */
  readonly acceptedAt: string;
  readonly via: Via;
  readonly producer: string | null;
  readonly externalId: string | null;
  readonly url: string | null;
}

/** What remains after a delete: enough to reject late replays, without text. */
export interface DeletedArticleDocument extends VersionedDocument {
  readonly deleted: true;
}

/** An article as OpenSearch stores it. Instants are full ISO 8601 in UTC (`2025-02-27T00:00:00.000Z`). */
export interface ArticleDocument extends VersionedDocument {
  readonly deleted: false;
  readonly source: string | null;
  readonly byline: string | null;
  readonly title: string;
  readonly body: string;
  /** Detected language, ISO 639-1 or `und`. */
  readonly language: string;
  /** BCP 47 tag that the producer or page declared. */
  readonly declaredLanguage: string | null;
  readonly publishedAt: string | null;
  readonly publishedAtSource: string | null;
  readonly publishedAtPrecision: Precision | null;
  readonly modifiedAt: string | null;
  /** Ids of `persons`, for filters and facets. */
  readonly personIds: readonly string[];
  /** Ids of `issues`, for filters and facets. */
  readonly issueIds: readonly string[];
  readonly persons: readonly PersonEntry[];
  readonly issues: readonly IssueEntry[];
  readonly quotes: readonly QuoteEntry[];
  /** Calendar times that the text mentions, each from its first to its last millisecond. */
  readonly mentionedDates: readonly InstantRange[];
  /** Articles with one storyId are copies of one story. */
  readonly storyId: string | null;
  /** Annotations.storyBands: never part of a search answer. */
  readonly storyBands: readonly number[];
  /** Everything found with its offsets, stored for readers and not searchable. */
  readonly annotations: StoredAnnotations;
}

/** Annotations as the article page needs them: all but the bands. */
export type StoredAnnotations = Omit<Annotations, 'storyBands'>;

/** A person of an article (nested). */
export interface PersonEntry {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly roles: readonly string[];
  /** Whether the id comes from the directory. */
  readonly known: boolean;
  /** How often the text names the person. */
  readonly mentions: number;
  readonly salience: number;
  readonly confidence: number;
}

/** An issue of an article (nested). */
export interface IssueEntry {
  readonly id: string;
  readonly label: string;
  readonly score: number;
  readonly confidence: number;
}

/** A quote of an article (nested). */
export interface QuoteEntry {
  readonly text: string;
  readonly speakerId: string | null;
  readonly speakerName: string | null;
  readonly confidence: number;
}

/** Both ends inclusive, full ISO 8601 in UTC: the range field does not round a bare day up to its end. */
export interface InstantRange {
  readonly gte: string;
  readonly lte: string;
}

/** Who the articles name, derived from them; `_id` is `id`. */
export interface PersonDocument {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly roles: readonly string[];
  readonly known: boolean;
  /** Publication time of the earliest article that names the person. */
  readonly firstSeen: string | null;
  /** Publication time of the latest. */
  readonly lastSeen: string | null;
  /** How many articles name the person. */
  readonly articles: number;
}

/** A message that can never succeed, as operators search it; `_id` is `id`. */
export interface DeadLetterDocument {
  /** topic/partition/offset of the message that failed. */
  readonly id: string;
  readonly stage: string;
  readonly serviceVersion: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly articleId: string | null;
  readonly revision: number | null;
  readonly schemaId: number | null;
  readonly errorClass: string;
  readonly reason: string;
  readonly attempts: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** When an operator last redrove it; null while it waits. */
  readonly redrivenAt: string | null;
  readonly traceparent: string | null;
  /** The message's key as text for searches: truncated, and invalid UTF-8 is replaced. */
  readonly key: string | null;
  /** The message's key exactly, in base64; null for a message without key. */
  readonly keyBytes: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The message's value in base64; null for a message without value, or when `bytesIn` is `topic`. */
  readonly value: string | null;
  /** How many bytes the message's value has; null for a message without value. */
  readonly valueLength: number | null;
  /** `topic`: key and value were too large for the index, and are only in the topic of dead letters. */
  readonly bytesIn: 'index' | 'topic';
  /** Offset of the dead letter itself, in the partition of the same number of the topic of dead letters. */
  readonly letterOffset: number;
}

/** What the push API answered under an Idempotency-Key. */
export interface IdempotencyDocument {
  readonly producer: string;
  readonly key: string;
  /** SHA-256 of the request, so that one key cannot serve two requests. */
  readonly requestHash: string;
  readonly state: 'started' | 'answered';
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly createdAt: string;
}

/** What the articles index may hold under one id. */
export type StoredArticle = ArticleDocument | DeletedArticleDocument;

/** Orders writes by revision, then by annotator revision. Stays below 2^53 until the year 2248. */
export function documentVersion(article: Pick<RawArticle, 'revision'>, annotatorRevision: number): number {
  return article.revision * 1024 + annotatorRevision;
}
