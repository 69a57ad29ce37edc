import type { Terms } from '../engine.ts';

/** The ids that stand in `path` of the matching articles, each with the label it most often has. */
export interface LabelledIds {
  readonly ids: Terms<{ readonly labels: Terms }>;
}

/** An id, its label, and how many articles carry it. */
export interface LabelledId {
  readonly id: string;
  readonly label: string;
  readonly count: number;
}

const labelFields = { persons: 'persons.name', issues: 'issues.label' };

/** The aggregation for `LabelledIds`; goes inside a nested aggregation over `path`. */
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

/** As `labelledIds`, over the whole article. */
export function labelledFacet(
  path: 'persons' | 'issues',
  size: number,
  exclude: readonly string[] = [],
): object {
  return { nested: { path }, aggs: labelledIds(path, size, exclude) };
}

/** Reads the aggregation's answer, most frequent first. */
export function toLabelledIds({ ids }: LabelledIds): LabelledId[] {
  return ids.buckets.map((bucket) => ({
    id: bucket.key,
    label: bucket.labels.buckets[0]?.key ?? bucket.key,
    count: bucket.doc_count,
  }));
}
