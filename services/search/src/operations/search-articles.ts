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
    .describe('The title and up to three passages of the body, cut where words matched; empty without text.'),
});

/** What GET /api/articles answers. */
export const articlesAnswerSchema = z.object({
  total: z.number().describe('How many articles match, exactly.'),
  hits: z.array(hitSchema),
  facets: z.object({
    persons: z.array(z.object({ id: z.string(), name: z.string(), count: z.number() })),
    issues: z.array(z.object({ id: z.string(), label: z.string(), count: z.number() })),
    sources: z.array(z.object({ source: z.string(), count: z.number() })),
    timeline: timelineSchema,
  }),
  resolved: z
    .object({ persons: z.array(resolutionSchema), issues: z.array(resolutionSchema) })
    .describe('What names and words were taken to mean.'),
  next: z.string().nullable().describe('`after` for the next page; null at the end.'),
});

/** See `articlesAnswerSchema`. */
export type ArticlesAnswer = z.infer<typeof articlesAnswerSchema>;

/** Resolves names and words to ids, searches, and answers with hits and facets. */
export async function searchArticles(
  ask: Ask,
  honorifics: Honorifics,
  query: ArticleQuery,
): Promise<ArticlesAnswer> {
  const [persons, issues] = await Promise.all([
    Promise.all(query.persons.map((asked) => resolvePerson(ask, honorifics, asked))),
    Promise.all(query.issues.map((asked) => resolveIssue(ask, asked))),
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
