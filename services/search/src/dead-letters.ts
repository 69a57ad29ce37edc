import { Problem, type DeadLetterDocument } from '@gazette/schemas';
import { z } from 'zod';
import { readCursor, writeCursor } from './cursor.ts';
import { deadLetterSchema, type DeadLetter } from './document-schemas.ts';
import type { Ask, EngineRequest, Terms } from './engine.ts';
import { many, one, type Values } from './parameters.ts';
import { after, size, words } from './query-fields.ts';

/** The query parameters of GET /api/dead-letters. */
export const deadLetterParameters = {
  text: many(words.describe('Words that must all occur in the reason.')),
  stage: one(words.describe('The service that gave up: annotator, indexer.')),
  topic: one(words.describe('The topic the message came from.')),
  article: one(words.describe('The article’s id.')),
  state: one(
    z
      .enum(['waiting', 'redriven', 'all'], 'expected one of waiting, redriven, all')
      .describe('waiting (default): not sent back yet.'),
  ),
  size: one(size.describe('How many to return, 0 to 100; 50 by default.')),
  after: one(after.describe('`next` of the page before.')),
};

/** What GET /api/dead-letters answers. */
export const deadLettersAnswerSchema = z.object({
  total: z.number(),
  deadLetters: z.array(deadLetterSchema),
  facets: z.object({
    stages: z.array(z.object({ value: z.string(), count: z.number() })),
    errorClasses: z.array(z.object({ value: z.string(), count: z.number() })),
  }),
  next: z.string().nullable(),
});

/** A dead letter with its message. */
export const wholeDeadLetterSchema = deadLetterSchema.extend({
  keyBytes: z.string().nullable().describe('The message’s key in base64.'),
  value: z.string().nullable().describe('The message’s bytes in base64.'),
}) satisfies z.ZodType<DeadLetterDocument>;

/** Lists dead letters without their bytes, the latest first. */
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
    facets: { stages: counts(aggregations.stages), errorClasses: counts(aggregations.errorClasses) },
    next: last?.sort && hits.hits.length === limit ? writeCursor('dead-letters', last.sort) : null,
  };
}

/** One dead letter with its bytes. Throws a 404 problem when there is none under this id. */
export async function getDeadLetter(ask: Ask, id: string): Promise<z.infer<typeof wholeDeadLetterSchema>> {
  const request: EngineRequest<z.infer<typeof wholeDeadLetterSchema>, undefined> = {
    index: 'deadLetters',
    body: { size: 1, query: { ids: { values: [id] } } },
  };
  const letter = (await ask(request)).hits.hits[0]?._source;
  if (!letter) throw new Problem(404, `No dead letter has the id ${id}; expected topic/partition/offset.`);
  return letter;
}

/** The dead letters of one article that nobody has sent back yet. */
export async function waitingLetters(ask: Ask, articleId: string): Promise<DeadLetter[]> {
  const filter = { text: [], stage: undefined, topic: undefined, article: articleId, state: undefined };
  return (await listDeadLetters(ask, { ...filter, size: 10, after: undefined })).deadLetters;
}

function toRequest(
  { text, stage, topic, article, state = 'waiting', after: cursor }: Values<typeof deadLetterParameters>,
  limit: number,
): EngineRequest<DeadLetter, { readonly stages: Terms; readonly errorClasses: Terms }> {
  const redriven = { exists: { field: 'redrivenAt' } };
  return {
    index: 'deadLetters',
    body: {
      size: limit,
      track_total_hits: true,
      _source: { excludes: ['value', 'keyBytes'] },
      query: {
        bool: {
          must: text.map((query) => ({ match: { reason: { query, operator: 'and' } } })),
          filter: [
            ...(stage === undefined ? [] : [{ term: { stage } }]),
            ...(topic === undefined ? [] : [{ term: { topic } }]),
            ...(article === undefined ? [] : [{ term: { articleId: article } }]),
            ...(state === 'redriven' ? [redriven] : []),
          ],
          must_not: state === 'waiting' ? [redriven] : [],
        },
      },
      sort: [{ lastAt: 'desc' }, { topic: 'asc' }, { partition: 'asc' }, { offset: 'asc' }],
      ...(cursor === undefined ? {} : { search_after: readCursor('dead-letters', cursor) }),
      aggs: {
        stages: { terms: { field: 'stage', size: 20 } },
        errorClasses: { terms: { field: 'errorClass', size: 20 } },
      },
    },
  };
}

function counts(terms: Terms): { value: string; count: number }[] {
  return terms.buckets.map((bucket) => ({ value: bucket.key, count: bucket.doc_count }));
}
