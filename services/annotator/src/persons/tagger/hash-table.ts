/**
 * A read-only map from 32-bit hashes to rows of `width` numbers, in flat arrays: small and fast to build
 * and read.
 */
export interface HashTable {
  readonly width: number;
  /** Pairs of a key and its row number plus one, at the key's probed slot; the row is 0 in a free slot. */
  readonly slots: Int32Array;
  readonly keys: Int32Array;
  readonly values: Int32Array;
  /**
   * A bit for each hash modulo its length, set if there may be a key: most look-ups end here, in the
   * processor's cache.
   */
  readonly bits: Int32Array;
}

/** The least number of bits per key: about one absent key in nine has its bit set. */
const BITS_PER_KEY = 8;

/** Builds a table over `keys`; row i of `values` belongs to keys[i]. */
export function createHashTable(keys: Int32Array, values: Int32Array, width: number): HashTable {
  let size = 16;
  while (size < keys.length * 2) size *= 2;
  const slots = new Int32Array(size * 2);
  const bits = new Int32Array((size * BITS_PER_KEY) / 64);
  const mask = slots.length - 1;
  for (let row = 0; row < keys.length; row += 1) {
    const key = keys[row] ?? 0;
    const word = (key >>> 5) & (bits.length - 1);
    bits[word] = (bits[word] ?? 0) | (1 << (key & 31));
    let slot = (key << 1) & mask;
    while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
    slots[slot] = key;
    slots[slot + 1] = row + 1;
  }
  return { width, slots, keys, values, bits };
}

/** The row of a hash, or -1. */
export function rowOf({ slots, bits }: HashTable, key: number): number {
  if ((((bits[(key >>> 5) & (bits.length - 1)] ?? 0) >>> (key & 31)) & 1) === 0) return -1;
  const mask = slots.length - 1;
  for (let slot = (key << 1) & mask; ; slot = (slot + 2) & mask) {
    const row = slots[slot + 1] ?? 0;
    if (row === 0) return -1;
    if (slots[slot] === key) return row - 1;
  }
}

/** The first number in a hash's row, or `otherwise`. */
export function valueOf(table: HashTable, key: number, otherwise: number): number {
  const row = rowOf(table, key);
  return row < 0 ? otherwise : (table.values[row * table.width] ?? otherwise);
}

/** A 32-bit hash (FNV-1a with murmur3's finish) of the UTF-16 code units from `start` to `end`. */
export function hashText(text: string, start = 0, end = text.length): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return finish(hash);
}

/** A hash of two hashes; their order matters. */
export function combine(a: number, b: number): number {
  return finish(Math.imul(a, 0x5bd1e995) ^ (b + 0x9e3779b9 + (a << 6)));
}

/** The hash of a phrase from the hashes of its words. */
export function phraseKey(keys: readonly number[]): number {
  return keys.reduce((phrase, key, i) => (i === 0 ? key : combine(phrase, key)), 0);
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
