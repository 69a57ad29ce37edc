import { createHash } from 'node:crypto';
import type { Fields } from './contract.ts';

/** Values whose JSON is longer than this many characters are kept as a digest. */
const LONGEST = 40;

/** An object's fields as they are compared: scalars as they are, longer or nested values as the first 16 hex digits of SHA-256 over their JSON. */
export function condense(object: object): Fields {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, condensed(value)]));
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
