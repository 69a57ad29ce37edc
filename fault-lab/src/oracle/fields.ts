import { createHash } from 'node:crypto';
import type { Fields, Letter, RawRecord, Write } from './contract.ts';

/** Values whose JSON is longer than this many characters are kept as a digest. */
const LONGEST = 40;

/** An object's fields as they are compared: scalars as they are, longer or nested values as the first 16 hex digits of SHA-256 over their JSON. */
export function condense(object: object): Fields {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, condensed(value)]));
}

/** The names of fields that only one of two sets has, or that differ. */
export function differing(a: Fields, b: Fields): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
}

/** Whether two sets of fields agree in all that the first one says. */
export function agrees(wanted: Fields, found: Fields): boolean {
  return Object.entries(wanted).every(([name, value]) => found[name] === value);
}

/** What of a record must stay as it was when it becomes a dead letter. */
export interface Original {
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** SHA-256, hex, over a record's key, value and `producer` header, each of which may be missing, which is not the same as empty. */
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

/** Where a record stands, or stood: `topic/partition/offset`. */
export function placeOf({
  topic,
  partition,
  offset,
}: Pick<Letter, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}/${offset}`;
}

/** Whether a record of `articles.raw` carries what a write sent. */
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

/** The same value with the keys of every object in order, since stores may give them back in another. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, ordered(inner)]));
}
