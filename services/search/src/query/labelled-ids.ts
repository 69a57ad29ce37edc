import type { Terms } from '../engine.ts';

/** The ids under `path` in the matching articles, each with its most frequent label. */
export interface LabelledIds {
  readonly ids: Terms<{ readonly labels: Terms }>;
}

/** An id, its label, and the number of articles with it. */
export interface LabelledId {
  readonly id: string;
  readonly label: string;
  readonly count: number;
}

const labelFields = { persons: 'persons.name', issues: 'issues.label' };

/** The aggregation that returns `LabelledIds`; belongs inside a nested aggregation over `path`. */
export function labelledIds(
  path: 'persons' | 'issues',
  size: number,
  exclude: readonly string[] = [],
): object {
  return {
    ids: {
      terms: { field: `${path}.id`, size, ...(exclude.length > 0 ? { exclude } : {}) },
      aggs: { labels: { terms: { field: labelFields[path], size: 1 } } },
    },
  };
}

/** Wraps `labelledIds` in the nested aggregation, for use at the top level of an article query. */
export function labelledFacet(
  path: 'persons' | 'issues',
  size: number,
  exclude: readonly string[] = [],
): object {
  return { nested: { path }, aggs: labelledIds(path, size, exclude) };
}

/** Reads the aggregation's result, most frequent first. */
export function toLabelledIds({ ids }: LabelledIds): LabelledId[] {
  return ids.buckets.map((bucket) => ({
    id: bucket.key,
    label: bucket.labels.buckets[0]?.key ?? bucket.key,
    count: bucket.doc_count,
  }));
}
