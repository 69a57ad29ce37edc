import { phraseKey, rowOf, type HashTable } from './hash-table.ts';
import type { Run } from './runs.ts';
import { UNUSED, type Statistics, type Usage } from './statistics.ts';
import { kindHash, type Word } from './words.ts';

/** What the document and the gazetteer know about words. */
export interface Surroundings {
  readonly usage: Statistics;
  readonly places: HashTable;
}

/** A word of a run and everything its features are computed from; `NONE` is the word outside the sentence. */
export interface View {
  readonly word: Word;
  readonly before: Word;
  readonly before2: Word;
  readonly after: Word;
  readonly after2: Word;
  /** First and last word of the run, and those just outside it. */
  readonly opening: Word;
  readonly head: Word;
  readonly outerBefore: Word;
  readonly outerAfter: Word;
  /** 1 for the first word of a sentence, otherwise 0. */
  readonly first: 0 | 1;
  /** The word's position in the run and the sentence, as one number. */
  readonly position: number;
  /** How common the word is as a given and as a family name. */
  readonly common: number;
  /** How the document uses the word, and which of those uses occur at all. */
  readonly use: Usage;
  readonly signs: number;
  readonly signsBefore: number;
  readonly signsAfter: number;
  /** Which of the phrases with the word are names of places, as bits. */
  readonly placeBits: number;
}

/** The view of the word at `i` of a sentence. */
export function viewFrom(words: readonly Word[], run: Run, i: number, { usage, places }: Surroundings): View {
  const word = words[i] ?? NONE;
  const before = words[i - 1] ?? NONE;
  const after = words[i + 1] ?? NONE;
  const first = i === 0 || (i === 1 && before.kind === 'mark') ? 1 : 0;
  const use = usage.get(word.key) ?? UNUSED;
  return {
    word,
    before,
    before2: words[i - 2] ?? NONE,
    after,
    after2: words[i + 2] ?? NONE,
    opening: words[run.from] ?? NONE,
    head: words[run.to - 1] ?? NONE,
    outerBefore: words[run.from - 1] ?? NONE,
    outerAfter: words[run.to] ?? NONE,
    first,
    position: Math.min(i - run.from, 3) * 16 + Math.min(run.to - 1 - i, 3) * 4 + first,
    common: commonness(word),
    use,
    signs: signsOf(use),
    signsBefore: signsOf(usage.get(before.key) ?? UNUSED),
    signsAfter: signsOf(usage.get(after.key) ?? UNUSED),
    placeBits: placeBits(places, before, word, after),
  };
}

/**
 * The word outside the sentence. All taggers share it, so nothing that belongs to a model may be stored in
 * it.
 */
export const NONE: Word = {
  text: '',
  lower: '',
  key: 1,
  exact: 1,
  shape: 1,
  brief: 1,
  prefixes: [],
  suffixes: [],
  clusters: [0, 0, 0, 0],
  given: 0,
  family: 0,
  kind: 'mark',
  kindHash: kindHash('mark'),
  capital: false,
  shout: false,
  sums: undefined,
};

/** How common a word is as a given and as a family name, as one number. */
export function commonness(word: Word): number {
  return word.given * 4 + word.family;
}

/** Which uses occur at all, as bits. */
function signsOf(use: Usage): number {
  return (
    (use.lowers > 0 ? 1 : 0) +
    (use.afterHonorific > 0 ? 2 : 0) +
    (use.afterRole > 0 ? 4 : 0) +
    (use.afterGiven > 0 ? 8 : 0) +
    (use.afterThe > 0 ? 16 : 0) +
    (use.afterPlace > 0 ? 32 : 0) +
    (use.beforeSpeech > 0 ? 64 : 0) +
    (use.beforeFamily > 0 ? 128 : 0)
  );
}

function placeBits(places: HashTable, before: Word, word: Word, after: Word): number {
  const withAfter = rowOf(places, phraseKey([word.key, after.key])) >= 0 ? 1 : 0;
  const withBefore = rowOf(places, phraseKey([before.key, word.key])) >= 0 ? 2 : 0;
  const alone = rowOf(places, word.key) >= 0 ? 4 : 0;
  const withBoth = rowOf(places, phraseKey([before.key, word.key, after.key])) >= 0 ? 8 : 0;
  return withAfter + withBefore + alone + withBoth;
}
