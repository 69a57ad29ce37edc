import { z } from 'zod';
import { writeCursor } from '../query/cursor.ts';
import { articleSchema, type Article } from '../api/document-schemas.ts';
import type { Ask, Hit, SearchResponse } from '../engine.ts';
import { toLabelledIds } from '../query/labelled-ids.ts';
import type { Honorifics } from '../query/names.ts';
import type { ArticleQuery } from '../query/parse-query.ts';
import { resolveIssue } from '../query/resolve-issue.ts';
import { resolutionSchema, resolvePerson } from '../query/resolve-person.ts';
import { segmentSchema, toSegments } from '../query/segments.ts';
import { timelineSchema, toTimeline } from './timeline.ts';
import { toSearchRequest, type ArticleFacets } from './to-search-request.ts';

const hitSchema = articleSchema.extend({
  highlight: z
    .object({ title: z.array(segmentSchema), body: z.array(z.array(segmentSchema)) })
    .describe('The title and up to three passages of the body, split at matches; empty without text.'),
});

/** The response of GET /api/articles. */
export const articlesAnswerSchema = z.object({
  total: z.number().describe('The exact number of matching articles.'),
  hits: z.array(hitSchema),
  facets: z.object({
    persons: z.array(z.object({ id: z.string(), name: z.string(), count: z.number() })),
    issues: z.array(z.object({ id: z.string(), label: z.string(), count: z.number() })),
    sources: z.array(z.object({ source: z.string(), count: z.number() })),
    timeline: timelineSchema,
  }),
  resolved: z
    .object({ persons: z.array(resolutionSchema), issues: z.array(resolutionSchema) })
    .describe('How the names and issue words were interpreted.'),
  next: z.string().nullable().describe('The `after` of the next page; null on the last page.'),
});

/** See `articlesAnswerSchema`. */
export type ArticlesAnswer = z.infer<typeof articlesAnswerSchema>;

/** Resolves names and issue words to ids, then searches. */
export async function searchArticles(
  ask: Ask,
  honorifics: Honorifics,
  query: ArticleQuery,
): Promise<ArticlesAnswer> {
  const [persons, issues] = await Promise.all([
    Promise.all(query.persons.map((text) => resolvePerson(ask, honorifics, text))),
    Promise.all(query.issues.map((text) => resolveIssue(ask, text))),
  ]);
  const request = toSearchRequest({
    ...query,
    personChoices: persons.map((person) => person.matches.map((match) => match.id)),
    issueChoices: issues.map((issue) => issue.matches.map((match) => match.id)),
  });
  return { ...toAnswer(query, await ask(request)), resolved: { persons, issues } };
}

function toAnswer(
  query: ArticleQuery,
  { hits, aggregations }: SearchResponse<Article, ArticleFacets>,
): Omit<ArticlesAnswer, 'resolved'> {
  const last = hits.hits.at(-1);
  return {
    total: hits.total.value,
    hits: hits.hits.map(toHit),
    facets: {
      persons: toLabelledIds(aggregations.persons).map(({ id, label, count }) => ({
        id,
        name: label,
        count,
      })),
      issues: toLabelledIds(aggregations.issues),
      sources: aggregations.sources.buckets.map((bucket) => ({
        source: bucket.key,
        count: bucket.doc_count,
      })),
      timeline: toTimeline(aggregations.timeline),
    },
    next: last?.sort && hits.hits.length === query.size ? writeCursor(query.order, last.sort) : null,
  };
}

function toHit({ _source, highlight = {} }: Hit<Article>): ArticlesAnswer['hits'][number] {
  const title = highlight['title'] ?? highlight['title.exact'] ?? [];
  const body = highlight['body'] ?? highlight['body.exact'] ?? [];
  return {
    ..._source,
    highlight: { title: title.flatMap(toSegments), body: body.map(toSegments) },
  };
}
