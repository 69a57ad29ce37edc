import type { Text } from './text.ts';

/** Words in one shingle. */
const SHINGLE = 4;
/**
 * Bands of MinHash rows: bodies that share half of their shingles share a band with probability 0.87, a
 * tenth 0.003.
 */
const BANDS = 32;
const ROWS = 4;
/** Shorter bodies get no bands: every "Read more" would be the same story. */
const FEWEST_WORDS = 20;

/**
 * Locality-sensitive hashes of the body (MinHash of 128 functions over shingles of 4 words, 32 bands of 4):
 * bodies that share one are likely copies. Integers below 2^53; hashes of different bands never collide.
 * Empty for a body of fewer than 20 words. Linear in the length of the body.
 */
export function storyBands(text: Text): readonly number[] {
  const words = wordHashes(text);
  if (words.length < FEWEST_WORDS) return [];
  const minima = new Uint32Array(BANDS * ROWS).fill(0xffffffff);
  for (let i = 0; i + SHINGLE <= words.length; i += 1) lower(minima, shingleHash(words, i));
  return Array.from({ length: BANDS }, (_, band) => bandHash(minima, band));
}

/** Seeds and odd multipliers of the hash functions, fixed because stored bands must stay comparable. */
const SEEDS = constants(0x2545f491);
const MULTIPLIERS = constants(0x9e3779b9).map((value) => value | 1);

function constants(seed: number): Uint32Array {
  let state = seed;
  return Uint32Array.from({ length: BANDS * ROWS }, () => (state = mix(state + 0x9e3779b9)));
}

/** One hash for each word of letters and digits, ignoring case and punctuation. */
function wordHashes({ body }: Text): readonly number[] {
  const hashes: number[] = [];
  for (const { sentences } of body.paragraphs) {
    for (const { tokens } of sentences) {
      for (const token of tokens) if (/[\p{L}\p{N}]/u.test(token.text)) hashes.push(wordHash(token.lower));
    }
  }
  return hashes;
}

/** FNV-1a over UTF-16 units. */
function wordHash(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return mix(hash);
}

function shingleHash(words: readonly number[], from: number): number {
  let hash = 0;
  for (let i = from; i < from + SHINGLE; i += 1)
    hash = Math.imul(hash ^ (words[i] ?? 0), 0x85ebca6b) + 0x27d4eb2f;
  return mix(hash);
}

function lower(minima: Uint32Array, shingle: number): void {
  for (let i = 0; i < minima.length; i += 1) {
    let hash = Math.imul(shingle ^ (SEEDS[i] ?? 0), MULTIPLIERS[i] ?? 1);
    hash = (hash ^ (hash >>> 15)) >>> 0;
    if (hash < (minima[i] ?? 0)) minima[i] = hash;
  }
}

/** 48 bits of hash above 5 bits of band index. */
function bandHash(minima: Uint32Array, band: number): number {
  let high = 0x3c6ef372;
  let low = 0xa54ff53a;
  for (const minimum of minima.subarray(band * ROWS, band * ROWS + ROWS)) {
    high = mix(high ^ minimum);
    low = mix(low + minimum);
  }
  return ((high >>> 16) * 2 ** 32 + low) * BANDS + band;
}

/** The finisher of MurmurHash3: every bit of the input changes half of the bits of the output. */
function mix(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
