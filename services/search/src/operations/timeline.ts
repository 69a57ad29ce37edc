import { z } from 'zod';

const DAY_MS = 86_400_000;

/** Counts articles by publication time, in at most 40 buckets of one day or more. */
export const timelineAggregation = {
  auto_date_histogram: { field: 'publishedAt', buckets: 40, minimum_interval: 'day' },
};

/** The result of OpenSearch's auto_date_histogram. */
export interface Timeline {
  /** A number and a unit: `7d`, `1M`. */
  readonly interval: string;
  readonly buckets: readonly { readonly key: number; readonly doc_count: number }[];
}

/** Article counts per period; `from` and `to` are days, both inclusive. */
export const timelineSchema = z.array(z.object({ from: z.string(), to: z.string(), count: z.number() }));

/** Adds the first and last day to each bucket. */
export function toTimeline({ interval, buckets }: Timeline): z.infer<typeof timelineSchema> {
  return buckets.map((bucket) => ({
    from: day(bucket.key),
    to: day(bucketEnd(bucket.key, interval) - 1),
    count: bucket.doc_count,
  }));
}

function bucketEnd(start: number, interval: string): number {
  const amount = Number.parseInt(interval, 10);
  const date = new Date(start);
  switch (interval.at(-1)) {
    case 'y':
      return date.setUTCFullYear(date.getUTCFullYear() + amount);
    case 'M':
      return date.setUTCMonth(date.getUTCMonth() + amount);
    default:
      return start + amount * DAY_MS;
  }
}

function day(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
