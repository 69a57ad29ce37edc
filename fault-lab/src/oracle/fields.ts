import { createHash } from 'node:crypto';
import type { Fields, Letter, RawRecord, Write } from './contract.ts';

/** Values with longer JSON (in characters) are kept as a digest. */
const LONGEST = 40;

/**
 * An object's fields in comparable form: short scalars unchanged, longer or nested values as the first
 * 16 hex digits of the SHA-256 of their JSON.
 */
export function condense(object: object): Fields {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, condensed(value)]));
}

/** The names of fields that differ or exist in one set only. */
export function differing(a: Fields, b: Fields): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
}

/** Whether `found` has every field of `wanted` with the same value. */
export function agrees(wanted: Fields, found: Fields): boolean {
  return Object.entries(wanted).every(([name, value]) => found[name] === value);
}

/** The parts of a record that its dead letter must keep unchanged. */
export interface Original {
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** SHA-256 (hex) of a record's key, value and `producer` header. A missing part differs from an empty one. */
export function digestOf({ key, value, headers = {} }: Original): string {
  const producer = headers['producer'];
  const parts = [key, value, producer].map((part) => (part == null ? null : Buffer.from(part)));
  const hash = createHash('sha256').update(JSON.stringify(parts.map((part) => part?.length ?? null)));
  for (const part of parts) hash.update(part ?? '');
  return hash.digest('hex');
}

/** One revision of an article: `id/revision`. */
export function keyOf({ id, revision }: Pick<RawRecord, 'id' | 'revision'>): string {
  return `${id}/${revision}`;
}

/** A record's position: `topic/partition/offset`. */
export function placeOf({
  topic,
  partition,
  offset,
}: Pick<Letter, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}/${offset}`;
}

/** Whether a record of `articles.raw` holds the content of a write. */
export function holdsWrite({ kind, text }: RawRecord, write: Write): boolean {
  if (kind !== write.kind) return false;
  return write.fields === null || (text !== null && agrees(write.fields, text));
}

/** The place of a record of `articles.raw`: `articles.raw/partition/offset`. */
export function rawPlaceOf({ partition, offset }: RawRecord): string {
  return placeOf({ topic: 'articles.raw', partition, offset });
}

function condensed(value: unknown): string | number | boolean | null {
  const json = JSON.stringify(ordered(value));
  if (json.length <= LONGEST && (value === null || typeof value !== 'object'))
    return value as string | number | boolean | null;
  return `sha256:${createHash('sha256').update(json).digest('hex').slice(0, 16)}`;
}

/** The value with sorted object keys, because stores may return them in another order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, ordered(inner)]));
}
