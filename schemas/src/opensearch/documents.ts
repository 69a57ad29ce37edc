import { z } from 'zod';
import type { Annotations, Precision, RawArticle, Via } from '../types.ts';

const instant = z.string().describe('ISO 8601 in UTC');
const field = z.enum(['title', 'body']);
const span = { start: z.number(), end: z.number(), text: z.string() };

/** Annotations as the article page needs them: all but the bands. */
export type StoredAnnotations = Omit<Annotations, 'storyBands'>;

/** See {@link StoredAnnotations}. */
export const storedAnnotationsSchema = z
  .object({
    language: z.object({ code: z.string(), confidence: z.number() }),
    persons: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        aliases: z.array(z.string()),
        roles: z.array(z.string()),
        known: z.boolean(),
        salience: z.number(),
        confidence: z.number(),
        mentions: z.array(z.object({ field, ...span })),
      }),
    ),
    issues: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        score: z.number(),
        confidence: z.number(),
        evidence: z.array(z.object({ field, ...span, phrase: z.string(), weight: z.number() })),
      }),
    ),
    dates: z.array(
      z.object({
        field,
        ...span,
        type: z.enum(['DATE', 'TIME', 'DURATION', 'SET']),
        value: z.string(),
        grain: z.string(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        rule: z.string(),
        confidence: z.number(),
      }),
    ),
    dateAnchor: z.string().nullable(),
    quotes: z.array(
      z.object({
        field,
        ...span,
        speaker: z
          .object({ personId: z.string().nullable(), name: z.string().nullable(), ...span })
          .nullable(),
        cue: z.object(span).nullable(),
        rule: z.string(),
        confidence: z.number(),
      }),
    ),
  })
  .describe(
    'What was found, with offsets in UTF-16 code units; end is exclusive',
  ) satisfies z.ZodType<StoredAnnotations>;

/** Fields of every document in the articles index. */
const versionedSchema = z.object({
  /** articleId; equal to the document's `_id`. */
  id: z.string(),
  /** True for a delete; the read alias shows only false. */
  deleted: z.boolean(),
  /** RawArticle.revision. */
  revision: z.number(),
  annotatorRevision: z.number(),
  knowledgeHash: z.string(),
  contentHash: z.string(),
  /** `revision` as an instant: when the fetcher accepted this text. */
  acceptedAt: instant,
  via: z.enum(['push', 'inbox', 'feed', 'unknown']) satisfies z.ZodType<Via>,
  producer: z.string().nullable(),
  externalId: z.string().nullable(),
  url: z.string().nullable(),
});

/** Both ends inclusive, full ISO 8601 in UTC: the range field does not round a bare day up to its end. */
const instantRangeSchema = z.object({ gte: instant, lte: instant });

/** An article as OpenSearch stores it. Instants are full ISO 8601 in UTC (`2025-02-27T00:00:00.000Z`). */
export const articleDocumentSchema = versionedSchema.extend({
  deleted: z.literal(false),
  source: z.string().nullable(),
  byline: z.string().nullable(),
  title: z.string(),
  body: z.string(),
  /** Detected language, ISO 639-1 or `und`. */
  language: z.string(),
  /** BCP 47 tag that the producer or page declared. */
  declaredLanguage: z.string().nullable(),
  publishedAt: instant.nullable(),
  publishedAtSource: z.string().nullable(),
  publishedAtPrecision: z
    .enum(['year', 'month', 'day', 'minute', 'second', 'unknown'])
    .nullable() satisfies z.ZodType<Precision | null>,
  modifiedAt: instant.nullable(),
  /** Ids of `persons`, for filters and facets. */
  personIds: z.array(z.string()),
  /** Ids of `issues`, for filters and facets. */
  issueIds: z.array(z.string()),
  /** Nested. `known`: the id comes from the directory. `mentions`: how often the text names the person. */
  persons: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      aliases: z.array(z.string()),
      roles: z.array(z.string()),
      known: z.boolean(),
      mentions: z.number(),
      salience: z.number(),
      confidence: z.number(),
    }),
  ),
  /** Nested. */
  issues: z.array(z.object({ id: z.string(), label: z.string(), score: z.number(), confidence: z.number() })),
  /** Nested. */
  quotes: z.array(
    z.object({
      text: z.string(),
      speakerId: z.string().nullable(),
      speakerName: z.string().nullable(),
      confidence: z.number(),
    }),
  ),
  /** Calendar times that the text mentions, each from its first to its last millisecond. */
  mentionedDates: z.array(instantRangeSchema),
  /** Articles with one storyId are copies of one story. */
  storyId: z.string().nullable(),
  /** Annotations.storyBands: never part of a search answer. */
  storyBands: z.array(z.number()),
  /** Everything found with its offsets, stored for readers and not searchable. */
  annotations: storedAnnotationsSchema,
});

/** A person that articles name, derived from them; `_id` is `id`. */
export const personDocumentSchema = z.object({
  id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  roles: z.array(z.string()),
  known: z.boolean(),
  /** Publication time of the earliest article that names the person. */
  firstSeen: instant.nullable(),
  /** Publication time of the latest. */
  lastSeen: instant.nullable(),
  /** How many articles name the person. */
  articles: z.number(),
});

/** A message that could not be processed, as operators search it; `_id` is `id`. */
export const deadLetterDocumentSchema = z.object({
  /** topic/partition/offset of the message that failed. */
  id: z.string(),
  stage: z.string(),
  serviceVersion: z.string(),
  topic: z.string(),
  partition: z.number(),
  offset: z.number(),
  articleId: z.string().nullable(),
  revision: z.number().nullable(),
  schemaId: z.number().nullable(),
  errorClass: z.string(),
  reason: z.string(),
  attempts: z.number(),
  firstAt: instant,
  lastAt: instant,
  /** When an operator last redrove it; null while it waits. */
  redrivenAt: instant.nullable(),
  traceparent: z.string().nullable(),
  /** The message's key as text for searches: truncated, and invalid UTF-8 is replaced. */
  key: z.string().nullable(),
  /** Null for a message without key. */
  keyBytes: z.string().nullable().describe('The message’s key in base64.'),
  headers: z.record(z.string(), z.string()),
  /** Null for a message without value, or when `bytesIn` is `topic`. */
  value: z.string().nullable().describe('The message’s bytes in base64.'),
  /** Null for a message without value. */
  valueLength: z.number().nullable().describe('Bytes of the message’s value.'),
  /** `topic`: key and value were too large for the index, and are only in the dead-letter topic. */
  bytesIn: z
    .enum(['index', 'topic'])
    .describe('topic: too large for the index; `npx gazette dead-letters show` fetches them.'),
  /** In the partition with the number of the original one. */
  letterOffset: z.number().describe('Offset of the dead letter in its own topic.'),
});

/** What a schema describes, deeply readonly. (`z.readonly()` would mark it readOnly in OpenAPI.) */
type Stored<Schema extends z.ZodType> = DeepReadonly<z.infer<Schema>>;

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** See {@link articleDocumentSchema}. */
export type ArticleDocument = Stored<typeof articleDocumentSchema>;

/** A quote of an article (nested). */
export type QuoteEntry = ArticleDocument['quotes'][number];

/** What remains after a delete: enough to reject late replays, without text. */
export interface DeletedArticleDocument extends Stored<typeof versionedSchema> {
  readonly deleted: true;
}

/** A closed period; both ends are full ISO 8601 in UTC. */
export type InstantRange = Stored<typeof instantRangeSchema>;

/** See {@link personDocumentSchema}. */
export type PersonDocument = Stored<typeof personDocumentSchema>;

/** See {@link deadLetterDocumentSchema}. */
export type DeadLetterDocument = Stored<typeof deadLetterDocumentSchema>;

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

/** The revision of the article in a {@link documentVersion}. */
export function revisionOf(version: number): number {
  return Math.floor(version / 1024);
}
