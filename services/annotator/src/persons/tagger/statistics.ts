import type { Word } from './words.ts';

/** How a document uses a word, over all its sentences. */
export interface Usage {
  /** Occurrences with a capital that are not first in a sentence. */
  capitals: number;
  /** Occurrences in lower case anywhere, and all with a capital. */
  lowers: number;
  total: number;
  afterHonorific: number;
  afterRole: number;
  afterGiven: number;
  afterThe: number;
  /** After in, at, from, to, across, near. */
  afterPlace: number;
  beforeSpeech: number;
  possessive: number;
  /** Beside another capitalised word. */
  joined: number;
  /** Before a capitalised word that is a common family name. */
  beforeFamily: number;
}

/** The usage of a word that the document never writes with a capital. */
export const UNUSED: Readonly<Usage> = {
  capitals: 0,
  lowers: 0,
  total: 0,
  afterHonorific: 0,
  afterRole: 0,
  afterGiven: 0,
  afterThe: 0,
  afterPlace: 0,
  beforeSpeech: 0,
  possessive: 0,
  joined: 0,
  beforeFamily: 0,
};

/** Usage by the key of a word. */
export type Statistics = ReadonlyMap<number, Usage>;

const PLACE = new Set([
  'in',
  'at',
  'from',
  'to',
  'across',
  'near',
  'into',
  'within',
  'outside',
  'throughout',
]);

/** Counts how the capitalised words of a document are used. Linear. */
export function countUsage(sentences: readonly (readonly Word[])[]): Statistics {
  const usage = new Map<number, Usage>();
  for (const words of sentences)
    for (const [i, word] of words.entries()) if (word.capital) count(usage, words, i, word);
  for (const words of sentences)
    for (const word of words) {
      const known = word.capital ? undefined : usage.get(word.key);
      if (known) known.lowers += 1;
    }
  return usage;
}

function count(usage: Map<number, Usage>, words: readonly Word[], i: number, word: Word): void {
  let of = usage.get(word.key);
  if (!of) usage.set(word.key, (of = { ...UNUSED }));
  const previous = words[i - 1];
  const next = words[i + 1];
  of.total += 1;
  if (previous && previous.text !== '"') of.capitals += 1;
  if (previous?.kind === 'honorific') of.afterHonorific += 1;
  if (previous?.kind === 'role' && previous.capital) of.afterRole += 1;
  if (previous?.capital && previous.given > 1) of.afterGiven += 1;
  if (previous?.lower === 'the') of.afterThe += 1;
  if (previous && PLACE.has(previous.lower)) of.afterPlace += 1;
  if (next?.kind === 'speech') of.beforeSpeech += 1;
  if (next?.lower === "'s") of.possessive += 1;
  if (previous?.capital || next?.capital) of.joined += 1;
  if (next?.capital && next.family > 1) of.beforeFamily += 1;
}

/** Whether a place follows the word, unlike `to` and `from`, which persons can also follow. */
export function isInPlace(lower: string): boolean {
  return PLACE.has(lower) && lower !== 'to' && lower !== 'from';
}

/** Whether a word precedes places rather than persons. */
export function isPlaceWord(lower: string): boolean {
  return PLACE.has(lower);
}
