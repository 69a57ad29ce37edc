import { Problem } from '@gazette/schemas';
import { z } from 'zod';
import { personSchema } from '../api/document-schemas.ts';
import type { Ask, EngineRequest, Terms } from '../engine.ts';
import { labelledFacet, toLabelledIds, type LabelledIds } from '../query/labelled-ids.ts';
import {
  listedArticleSchema,
  listedFields,
  quoteSchema,
  searchQuotes,
  type ListedArticle,
} from './search-quotes.ts';
import { timelineAggregation, timelineSchema, toTimeline, type Timeline } from './timeline.ts';

/** The response of GET /api/persons/{id}. */
export const profileSchema = personSchema.extend({
  timeline: timelineSchema,
  issues: z.array(z.object({ id: z.string(), label: z.string(), count: z.number() })),
  appearsWith: z.array(z.object({ id: z.string(), name: z.string(), count: z.number() })),
  quotes: z.array(quoteSchema).describe('The newest quotes; /api/quotes has all of them.'),
  latest: z.array(listedArticleSchema),
});

/** One person's profile, computed from the articles. Throws a 404 problem when no article names the id. */
export async function personProfile(ask: Ask, id: string): Promise<z.infer<typeof profileSchema>> {
  const [{ hits, aggregations }, { quotes }] = await Promise.all([
    ask(inArticles(id)),
    searchQuotes(ask, { before: [], after: [] }, { ...noQuoteFilter, speaker: id, size: 10 }),
  ]);
  const entry = aggregations.persons.self;
  const name = entry.names.buckets[0]?.key;
  if (name === undefined) throw new Problem(404, `No article names a person with the id ${id}.`);
  return {
    id,
    name,
    aliases: keys(entry.aliases),
    roles: keys(entry.roles),
    known: entry.known.doc_count > 0,
    firstSeen: aggregations.firstSeen.value_as_string ?? null,
    lastSeen: aggregations.lastSeen.value_as_string ?? null,
    articles: hits.total.value,
    timeline: toTimeline(aggregations.timeline),
    issues: toLabelledIds(aggregations.issues),
    appearsWith: toLabelledIds(aggregations.others).map((other) => ({
      id: other.id,
      name: other.label,
      count: other.count,
    })),
    quotes: quotes.filter((quote) => quote.speakerId === id),
    latest: hits.hits.map((hit) => ({ ...hit._source })),
  };
}

const noQuoteFilter = { text: [], from: undefined, to: undefined, after: undefined };

function keys(terms: Terms): string[] {
  return terms.buckets.map((bucket) => bucket.key);
}

interface ProfileAggregations {
  readonly persons: {
    readonly self: {
      readonly names: Terms;
      readonly aliases: Terms;
      readonly roles: Terms;
      readonly known: { readonly doc_count: number };
    };
  };
  readonly firstSeen: { readonly value_as_string?: string };
  readonly lastSeen: { readonly value_as_string?: string };
  readonly timeline: Timeline;
  readonly issues: LabelledIds;
  readonly others: LabelledIds;
}

function inArticles(id: string): EngineRequest<ListedArticle, ProfileAggregations> {
  const top = (field: string, size: number) => ({ terms: { field: `persons.${field}`, size } });
  const self = {
    filter: { term: { 'persons.id': id } },
    aggs: {
      names: top('name', 1),
      aliases: top('aliases', 20),
      roles: top('roles', 10),
      known: { filter: { term: { 'persons.known': true } } },
    },
  };
  return {
    index: 'articles',
    body: {
      size: 20,
      track_total_hits: true,
      _source: listedFields,
      query: { bool: { filter: [{ term: { personIds: id } }] } },
      sort: [{ publishedAt: { order: 'desc', missing: '_last' } }, { id: 'asc' }],
      aggs: {
        persons: { nested: { path: 'persons' }, aggs: { self } },
        firstSeen: { min: { field: 'publishedAt', format: 'strict_date_time' } },
        lastSeen: { max: { field: 'publishedAt', format: 'strict_date_time' } },
        timeline: timelineAggregation,
        issues: labelledFacet('issues', 20),
        others: labelledFacet('persons', 20, [id]),
      },
    },
  };
}
