import type {
  ArticleDocument,
  DeadLetterDocument,
  PersonDocument,
  StoredAnnotations,
} from '@gazette/schemas';
import { z } from 'zod';

const field = z.enum(['title', 'body']);
const span = { start: z.number(), end: z.number(), text: z.string() };
const instant = z.string().describe('ISO 8601 in UTC');

const annotationsSchema = z
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
    'What the annotators found; offsets are UTF-16 code units, and end is exclusive',
  ) satisfies z.ZodType<StoredAnnotations>;

/** See `Article`. */
export const articleSchema = z.object({
  id: z.string(),
  deleted: z.literal(false),
  revision: z.number(),
  annotatorRevision: z.number(),
  knowledgeHash: z.string(),
  contentHash: z.string(),
  acceptedAt: instant,
  via: z.enum(['push', 'inbox', 'feed', 'unknown']),
  producer: z.string().nullable(),
  externalId: z.string().nullable(),
  url: z.string().nullable(),
  source: z.string().nullable(),
  byline: z.string().nullable(),
  title: z.string(),
  body: z.string(),
  language: z.string(),
  declaredLanguage: z.string().nullable(),
  publishedAt: instant.nullable(),
  publishedAtSource: z.string().nullable(),
  publishedAtPrecision: z.enum(['year', 'month', 'day', 'minute', 'second', 'unknown']).nullable(),
  modifiedAt: instant.nullable(),
  personIds: z.array(z.string()),
  issueIds: z.array(z.string()),
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
  issues: z.array(z.object({ id: z.string(), label: z.string(), score: z.number(), confidence: z.number() })),
  quotes: z.array(
    z.object({
      text: z.string(),
      speakerId: z.string().nullable(),
      speakerName: z.string().nullable(),
      confidence: z.number(),
    }),
  ),
  mentionedDates: z.array(z.object({ gte: instant, lte: instant })),
  storyId: z.string().nullable(),
  annotations: annotationsSchema.optional(),
}) satisfies z.ZodType<Listed>;

/** An article in a response: never with storyBands, and without annotations in a summary. */
export type Article = z.infer<typeof articleSchema>;

type Listed = Omit<ArticleDocument, 'storyBands' | 'annotations'> & {
  readonly annotations?: StoredAnnotations | undefined;
};

/** See `Person`. */
export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  roles: z.array(z.string()),
  known: z.boolean(),
  firstSeen: instant.nullable(),
  lastSeen: instant.nullable(),
  articles: z.number(),
}) satisfies z.ZodType<PersonDocument>;

/** A person in a response. */
export type Person = z.infer<typeof personSchema>;

/** A dead letter in a list: everything except the message's bytes. */
export const deadLetterSchema = z.object({
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
  redrivenAt: instant.nullable(),
  traceparent: z.string().nullable(),
  key: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  valueLength: z.number().nullable().describe('Bytes of the message’s value.'),
  bytesIn: z
    .enum(['index', 'topic'])
    .describe('topic: the bytes are too large for the index; `npx gazette dead-letters show` fetches them.'),
  letterOffset: z.number().describe('Offset of the dead letter in its own topic.'),
}) satisfies z.ZodType<Omit<DeadLetterDocument, 'value' | 'keyBytes'>>;

/** See `deadLetterSchema`. */
export type DeadLetter = z.infer<typeof deadLetterSchema>;
