import { readCursor } from '../query/cursor.ts';
import type { Article } from '../api/document-schemas.ts';
import type { EngineRequest, Terms } from '../engine.ts';
import { labelledFacet, type LabelledIds } from '../query/labelled-ids.ts';
import type { ArticleQuery, Order } from '../query/parse-query.ts';
import { MATCH_END, MATCH_START } from '../query/segments.ts';
import { timelineAggregation, type Timeline } from './timeline.ts';

/** A query with resolved names: an article must have one id of every entry. */
export interface ResolvedQuery extends Omit<ArticleQuery, 'persons' | 'issues'> {
  readonly personChoices: readonly (readonly string[])[];
  readonly issueChoices: readonly (readonly string[])[];
}

/** The facets of an articles search. */
export interface ArticleFacets {
  readonly persons: LabelledIds;
  readonly issues: LabelledIds;
  readonly sources: Terms;
  readonly timeline: Timeline;
}

/** Builds the OpenSearch request. Throws a 400 problem when `after` belongs to another sort order. */
export function toSearchRequest(query: ResolvedQuery): EngineRequest<Article, ArticleFacets> {
  return {
    index: 'articles',
    body: {
      size: query.size,
      track_total_hits: true,
      _source: { excludes: query.view === 'summary' ? ['storyBands', 'annotations'] : ['storyBands'] },
      query: { bool: { must: query.texts.map(wordsIn), filter: filters(query) } },
      sort: sortBy(query.order),
      ...(query.after === null ? {} : { search_after: readCursor(query.order, query.after) }),
      ...(query.texts.length === 0 ? {} : { highlight }),
      aggs: facets,
    },
  };
}

/** All words must occur in title or body, quoted ones exactly. Invalid syntax is read as plain words. */
function wordsIn(text: string): object {
  return {
    simple_query_string: {
      query: text,
      fields: ['title^3', 'body'],
      quote_field_suffix: '.exact',
      default_operator: 'and',
      flags: 'AND|OR|NOT|PHRASE|PREFIX|WHITESPACE|PRECEDENCE|ESCAPE',
    },
  };
}

function filters(query: ResolvedQuery): readonly object[] {
  return [
    ...query.personChoices.map((ids) => ({ terms: { personIds: ids } })),
    ...query.issueChoices.map((ids) => ({ terms: { issueIds: ids } })),
    ...query.publishedFrom.map((gte) => ({ range: { publishedAt: { gte } } })),
    ...query.publishedTo.map((lte) => ({ range: { publishedAt: { lte } } })),
    ...query.mentions.map((range) => ({ range: { mentionedDates: { ...range, relation: 'intersects' } } })),
    ...query.sources.map((source) => ({ term: { source } })),
    ...query.stories.map((storyId) => ({ term: { storyId } })),
  ];
}

/**
 * Sort values that put undated articles last in either order.
 * OpenSearch's own value, the largest long, loses precision as a JSON number in a cursor.
 */
export const YEAR_1_MS = -62_135_596_800_000;
const YEAR_9999_MS = 253_402_300_799_999;

function sortBy(order: Order): readonly object[] {
  const newest = { publishedAt: { order: 'desc', missing: YEAR_1_MS } };
  const oldest = { publishedAt: { order: 'asc', missing: YEAR_9999_MS } };
  const byOrder = { relevance: [{ _score: 'desc' }, newest], published: [newest], oldest: [oldest] };
  return [...byOrder[order], { id: 'asc' }];
}

const highlight = {
  pre_tags: [MATCH_START],
  post_tags: [MATCH_END],
  fields: {
    title: { number_of_fragments: 0 },
    'title.exact': { number_of_fragments: 0 },
    body: { number_of_fragments: 3, fragment_size: 180 },
    'body.exact': { number_of_fragments: 3, fragment_size: 180 },
  },
};

const FACET_SIZE = 30;

const facets = {
  persons: labelledFacet('persons', FACET_SIZE),
  issues: labelledFacet('issues', FACET_SIZE),
  sources: { terms: { field: 'source', size: FACET_SIZE } },
  timeline: timelineAggregation,
};
