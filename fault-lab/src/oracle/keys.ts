import type { Letter, RawRecord } from './contract.ts';

/** One revision of an article: `id/revision`. */
export function keyOf({ id, revision }: Pick<RawRecord, 'id' | 'revision'>): string {
  return `${id}/${revision}`;
}

/** Where a record stands, or stood: `topic/partition/offset`. */
export function placeOf({
  topic,
  partition,
  offset,
}: Pick<Letter, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}/${offset}`;
}
