import {
  deadLetterDocumentSchema,
  deadLetterQuery,
  deadLetterStates,
  deadLetterTime,
  DEAD_LETTER_TIMES,
  offendingField,
  Problem,
  type DeadLetterDocument,
  type Inspection,
} from '@gazette/schemas';
import { z } from 'zod';
import { readCursor, writeCursor } from '../query/cursor.ts';
import { deadLetterSchema, type DeadLetter } from '../api/document-schemas.ts';
import type { Ask, EngineRequest, Terms } from '../engine.ts';
import { many, one, parseParameters, type Values } from '../query/parameters.ts';
import { after, size, words } from '../query/query-fields.ts';

/** Parses one bound of the failure time into the form that `deadLetterQuery` takes. */
export function deadLetterTimeOf(bound: 'from' | 'to') {
  return z.string().transform((text, context): string => {
    const time = deadLetterTime(bound, text);
    if (time !== null) return time;
    context.addIssue({ code: 'custom', message: `expected ${DEAD_LETTER_TIMES}` });
    return z.NEVER;
  });
}

/** The query parameters of GET /api/dead-letters. */
export const deadLetterParameters = {
  reason: many(words.describe('Words that must all occur in the reason.')),
  stage: one(words.describe('The consumer group that failed: fetcher, fetcher-inbox, annotator, indexer.')),
  class: one(words.describe('The error class: undecodable, unknown-schema, …')),
  topic: one(words.describe('The topic the message came from.')),
  article: one(words.describe('The article’s id.')),
  from: one(deadLetterTimeOf('from').describe('Failed at this time or later: 2025-02-27, now-1h.')),
  to: one(
    deadLetterTimeOf('to').describe('Failed at this time or earlier; the whole day or minute is included.'),
  ),
  state: one(
    z
      .enum(deadLetterStates, 'expected one of waiting, redriven, all')
      .describe('waiting (default): not redriven yet.'),
  ),
  size: one(size.describe('How many to return, 0 to 100; 50 by default.')),
  after: one(after.describe('The `next` of the previous page.')),
};

/** The response of GET /api/dead-letters. */
export const deadLettersAnswerSchema = z.object({
  total: z.number(),
  deadLetters: z.array(deadLetterSchema),
  facets: z.object({
    stages: z.array(z.object({ value: z.string(), count: z.number() })),
    topics: z.array(z.object({ value: z.string(), count: z.number() })),
    errorClasses: z.array(z.object({ value: z.string(), count: z.number() })),
  }),
  next: z.string().nullable(),
});

const { keyBytes, value } = deadLetterDocumentSchema.shape;

/** A dead letter with its message, decoded as far as possible. */
export const wholeDeadLetterSchema = deadLetterSchema.extend({
  keyBytes,
  value,
  field: z.string().nullable().describe('The invalid field, if known.'),
  schema: z.string().nullable().describe('The name of the message’s schema.'),
  decoded: z.unknown().describe('The decoded value, partial when damaged; null when nothing can be decoded.'),
  problem: z.string().nullable().describe('Why the value cannot be decoded completely.'),
});

/** Decodes a message's bytes (base64) as far as possible. */
export type Inspect = (value: string) => Promise<Inspection>;

/** Lists dead letters without their bytes, latest first. */
export async function listDeadLetters(
  ask: Ask,
  values: Values<typeof deadLetterParameters>,
): Promise<z.infer<typeof deadLettersAnswerSchema>> {
  const limit = values.size ?? 50;
  const { hits, aggregations } = await ask(toRequest(values, limit));
  const last = hits.hits.at(-1);
  return {
    total: hits.total.value,
    deadLetters: hits.hits.map((hit) => hit._source),
    facets: {
      stages: counts(aggregations.stages),
      topics: counts(aggregations.topics),
      errorClasses: counts(aggregations.errorClasses),
    },
    next: last?.sort && hits.hits.length === limit ? writeCursor('dead-letters', last.sort) : null,
  };
}

/** One dead letter with its message. Throws a 404 problem for an unknown id. */
export async function getDeadLetter(
  ask: Ask,
  inspect: Inspect,
  id: string,
): Promise<z.infer<typeof wholeDeadLetterSchema>> {
  const request: EngineRequest<DeadLetterDocument, undefined> = {
    index: 'deadLetters',
    body: { size: 1, query: { ids: { values: [id] } } },
  };
  const letter = (await ask(request)).hits.hits[0]?._source;
  if (!letter) throw new Problem(404, `No dead letter has the id ${id}; expected topic/partition/offset.`);
  const found = letter.value === null ? null : await inspect(letter.value);
  return {
    ...letter,
    field: offendingField(letter.reason) ?? found?.field ?? null,
    schema: found?.schema ?? null,
    decoded: found?.value ?? null,
    problem: found?.problem ?? null,
  };
}

/** The dead letters of one article that are not redriven yet, at most ten. */
export async function waitingLetters(ask: Ask, articleId: string): Promise<DeadLetter[]> {
  const values = parseParameters(
    deadLetterParameters,
    new URLSearchParams({ article: articleId, size: '10' }),
  );
  return (await listDeadLetters(ask, values)).deadLetters;
}

interface Facets {
  readonly stages: Terms;
  readonly topics: Terms;
  readonly errorClasses: Terms;
}

function toRequest(
  { class: errorClass, after: cursor, ...filters }: Values<typeof deadLetterParameters>,
  limit: number,
): EngineRequest<DeadLetter, Facets> {
  return {
    index: 'deadLetters',
    body: {
      size: limit,
      track_total_hits: true,
      _source: { excludes: ['value', 'keyBytes'] },
      query: deadLetterQuery({ ...filters, errorClass }),
      sort: [{ lastAt: 'desc' }, { topic: 'asc' }, { partition: 'asc' }, { offset: 'asc' }],
      ...(cursor === undefined ? {} : { search_after: readCursor('dead-letters', cursor) }),
      aggs: {
        stages: { terms: { field: 'stage', size: 20 } },
        topics: { terms: { field: 'topic', size: 20 } },
        errorClasses: { terms: { field: 'errorClass', size: 20 } },
      },
    },
  };
}

function counts(terms: Terms): { value: string; count: number }[] {
  return terms.buckets.map((bucket) => ({ value: bucket.key, count: bucket.doc_count }));
}
