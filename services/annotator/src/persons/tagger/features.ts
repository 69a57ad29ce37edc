import { combine, phraseKey, rowOf, type HashTable } from './hash-table.ts';
import type { Run } from './runs.ts';
import type { Statistics, Usage } from './statistics.ts';
import { kindHash, type Word } from './words.ts';

/** What a document and the gazetteer say about words. */
export interface Surroundings {
  readonly usage: Statistics;
  readonly places: HashTable;
}

/** Features of one word, at most. */
const MOST_FEATURES = 128;

/** Feature hashes as they are gathered; what lies beyond `count` is left from before. */
export interface Features {
  readonly hashes: Int32Array;
  count: number;
}

/** Room for the features of any word, to be used again for the next. */
export function emptyFeatures(): Features {
  return { hashes: new Int32Array(MOST_FEATURES), count: 0 };
}

/** A word and the others its features look at; beyond the sentence stands `NONE`. */
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
  /** 1 for the first word of a sentence, else 0. */
  readonly first: 0 | 1;
  /** The word's place in the run and the sentence, as one number. */
  readonly place: number;
}

/** What is seen from the word at `i` of a sentence. */
export function viewFrom(words: readonly Word[], run: Run, i: number): View {
  const before = words[i - 1] ?? NONE;
  const first = i === 0 || (i === 1 && before.kind === 'mark') ? 1 : 0;
  return {
    word: words[i] ?? NONE,
    before,
    before2: words[i - 2] ?? NONE,
    after: words[i + 1] ?? NONE,
    after2: words[i + 2] ?? NONE,
    opening: words[run.from] ?? NONE,
    head: words[run.to - 1] ?? NONE,
    outerBefore: words[run.from - 1] ?? NONE,
    outerAfter: words[run.to] ?? NONE,
    first,
    place: Math.min(i - run.from, 3) * 16 + Math.min(run.to - 1 - i, 3) * 4 + first,
  };
}

/**
 * Gathers every feature of the word a view is from. A feature's number (its template) is part of its hash: trained weights belong to
 * these templates, so a change here needs a new training.
 */
export function addFeatures(into: Features, view: View, surroundings: Surroundings): void {
  for (const [stand, word] of standsOf(view).entries()) if (word) addAlone(into, stand, word);
  addTogether(into, view, surroundings);
}

/** Where a word can stand from the one whose features are taken. */
const STANDS = [
  'itself',
  'itself, first',
  'before',
  'after',
  'before2',
  'after2',
  'opening',
  'head',
  'outerBefore',
  'outerAfter',
] as const;

/** Ways to stand, numbered from 0. */
export const STAND_COUNT = STANDS.length;

/** The words of a view by their stands; a word stands as first in its sentence or not, so one of these is null. */
export function standsOf(view: View): readonly (Word | null)[] {
  const { word, before, after, before2, after2, opening, head, outerBefore, outerAfter } = view;
  const inside = view.first === 0 ? word : null;
  const first = view.first === 1 ? word : null;
  return [inside, first, before, after, before2, after2, opening, head, outerBefore, outerAfter];
}

/** Gathers the features that a word has alone, in whatever text, by where it stands. */
export function addAlone(into: Features, stand: number, word: Word): void {
  switch (STANDS[stand]) {
    case 'itself':
      addItself(into, word, 0);
      break;
    case 'itself, first':
      addItself(into, word, 1);
      break;
    case 'before':
      add(into, 24, word.key);
      add(into, 28, word.brief);
      add(into, 32, word.kindHash);
      addClusters(into, 36, word);
      add(into, 52, commonness(word));
      break;
    case 'after':
      add(into, 25, word.key);
      add(into, 29, word.brief);
      add(into, 33, word.kindHash);
      addClusters(into, 40, word);
      add(into, 53, commonness(word));
      break;
    case 'before2':
      add(into, 26, word.key);
      addClusters(into, 44, word);
      break;
    case 'after2':
      add(into, 27, word.key);
      addClusters(into, 48, word);
      break;
    case 'outerBefore':
      add(into, 75, word.key);
      break;
    case 'outerAfter':
      add(into, 76, word.key);
      break;
    case 'head':
      add(into, 81, word.key);
      break;
    case 'opening':
      add(into, 83, word.key);
      break;
    case undefined:
      break;
  }
}

function addItself(into: Features, word: Word, first: 0 | 1): void {
  const [webCoarse, webFine, ownCoarse] = word.clusters;
  const common = commonness(word);
  add(into, 1, 1);
  add(into, 2, word.exact);
  add(into, 3, word.key);
  add(into, 4, word.shape);
  add(into, 5, word.brief);
  for (const [i, prefix] of word.prefixes.entries()) addKnown(into, 6 + i * 2, prefix);
  for (const [i, suffix] of word.suffixes.entries()) addKnown(into, 7 + i * 2, suffix);
  add(into, 14, word.kindHash);
  add(into, 15, common);
  addClusters(into, 16, word);
  add(into, 20, first);
  add(into, 21, combine(first, word.key));
  add(into, 22, combine(first, common));
  add(into, 23, (word.shout ? 2 : 0) + (word.text.includes('-') ? 1 : 0));
  add(into, 67, combine(webCoarse, common));
  add(into, 68, combine(webFine, first));
  add(into, 69, combine(webFine, ownCoarse));
}

function addClusters(into: Features, template: number, { clusters }: Word): void {
  addKnown(into, template, clusters[0]);
  addKnown(into, template + 1, clusters[1]);
  addKnown(into, template + 2, clusters[2]);
  addKnown(into, template + 3, clusters[3]);
}

/** How common a word is as a given and as a family name, as one number. */
function commonness(word: Word): number {
  return word.given * 4 + word.family;
}

/** Gathers the features of words together, of their places, and of the document's use of them. */
export function addTogether(into: Features, view: View, { usage, places }: Surroundings): void {
  const { word, before, before2, after, after2, opening, head, outerBefore, outerAfter, first, place } = view;
  const [webCoarse, , ownCoarse] = word.clusters;
  const common = commonness(word);

  add(into, 30, combine(before2.brief, before.brief));
  add(into, 31, combine(after.brief, after2.brief));
  add(into, 34, combine(before2.kindHash, before.kindHash));
  add(into, 35, combine(after.kindHash, after2.kindHash));

  add(into, 54, combine(before.key, word.key));
  add(into, 55, combine(word.key, after.key));
  add(into, 56, combine(before.key, after.key));
  add(into, 57, combine(before2.key, before.key));
  add(into, 58, combine(after.key, after2.key));
  add(into, 59, combine(combine(before.brief, word.brief), after.brief));
  add(into, 60, combine(before.kindHash, common));
  add(into, 61, combine(commonness(before), common));
  add(into, 62, combine(common, commonness(after)));
  add(into, 63, combine(before.clusters[0], webCoarse));
  add(into, 64, combine(webCoarse, after.clusters[0]));
  add(into, 65, combine(before.clusters[2], ownCoarse));
  add(into, 66, combine(ownCoarse, after.clusters[2]));
  add(into, 70, combine(before.key, webCoarse));
  add(into, 71, combine(webCoarse, after.key));

  add(into, 72, place);
  add(into, 73, combine(place, common));
  add(into, 74, combine(place, webCoarse));
  add(into, 77, combine(outerBefore.key, place));
  add(into, 78, combine(outerAfter.key, place));
  add(into, 79, combine(outerBefore.clusters[0], place));
  add(into, 80, combine(outerAfter.clusters[0], place));
  add(into, 82, combine(head.clusters[1], place));
  add(into, 84, combine(opening.clusters[1], place));
  add(into, 85, combine(combine(opening.given, head.family), place));

  const use = usage.get(word.key) ?? UNUSED;
  const signsOfUse = signs(use);
  add(into, 86, level(use.total) * 4 + level(use.lowers));
  add(into, 87, level(use.capitals));
  add(into, 88, signsOfUse);
  add(into, 89, combine(signsOfUse, first));
  add(into, 90, combine(signsOfUse, webCoarse));
  add(into, 91, level(use.afterHonorific) * 4 + level(use.afterGiven));
  add(into, 92, level(use.afterRole) * 4 + level(use.beforeSpeech));
  add(into, 93, level(use.afterThe) * 4 + level(use.afterPlace));
  add(into, 94, level(use.beforeFamily) * 4 + level(use.possessive));
  add(
    into,
    95,
    share(use.lowers, use.total + use.lowers) * 8 + share(use.afterPlace + use.afterThe, use.total),
  );
  add(into, 96, share(use.joined, use.total) * 8 + level(use.total));
  add(
    into,
    97,
    share(use.afterHonorific + use.afterGiven, use.total) * 8 + share(use.beforeSpeech, use.total),
  );
  add(into, 98, signs(usage.get(after.key) ?? UNUSED));
  add(into, 99, signs(usage.get(before.key) ?? UNUSED));

  const pair = rowOf(places, phraseKey([word.key, after.key])) >= 0 ? 1 : 0;
  const ends = rowOf(places, phraseKey([before.key, word.key])) >= 0 ? 2 : 0;
  const single = rowOf(places, word.key) >= 0 ? 4 : 0;
  const triple = rowOf(places, phraseKey([before.key, word.key, after.key])) >= 0 ? 8 : 0;
  const isPlace = pair + ends + single + triple;
  add(into, 100, isPlace);
  add(into, 101, combine(isPlace, place));
  add(into, 102, combine(isPlace, before.key));
  add(into, 103, combine(isPlace, common));
  add(into, 104, combine(isPlace, signsOfUse));
}

function add(into: Features, template: number, value: number): void {
  into.hashes[into.count] = combine(template, value);
  into.count += 1;
}

/** 0 is a value that is not known. */
function addKnown(into: Features, template: number, value: number): void {
  if (value !== 0) add(into, template, value);
}

/** Stands for what is beyond the sentence; shared by all taggers, so nothing of a model may be kept with it. */
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

const UNUSED: Usage = {
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

function level(count: number): number {
  return Math.min(count, 3);
}

/** Which uses occur at all, as bits. */
function signs(use: Usage): number {
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

/** A share in fifths, 0 to 5. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(5, Math.ceil((5 * part) / whole));
}
