import { combine, phraseKey, rowOf, type HashTable } from './hash-table.ts';
import type { Run } from './person-runs.ts';
import type { Statistics, Usage } from './person-statistics.ts';
import { kindHash, type Word } from './person-words.ts';

/** What a document and the gazetteer say about words. */
export interface Surroundings {
  readonly usage: Statistics;
  readonly places: HashTable;
}

/** Features of one word, at most. */
export const MOST_FEATURES = 128;

/**
 * Writes the feature hashes of the word at `i` of a sentence into `into` and returns how many there are. A feature's number (its
 * template) is part of its hash: trained weights belong to these templates, so a change here needs a new training.
 */
export function featuresOf(
  words: readonly Word[],
  run: Run,
  i: number,
  { usage, places }: Surroundings,
  into: Int32Array,
): number {
  let count = 0;
  let template = 0;
  const add = (value: number): void => {
    template += 1;
    into[count] = combine(template, value);
    count += 1;
  };
  const addKnown = (value: number): void => {
    if (value !== 0) add(value);
    else template += 1;
  };

  const word = words[i] ?? NONE;
  const before = words[i - 1] ?? NONE;
  const before2 = words[i - 2] ?? NONE;
  const after = words[i + 1] ?? NONE;
  const after2 = words[i + 2] ?? NONE;
  const [webCoarse, webFine, ownCoarse, ownFine] = word.clusters;

  add(1);
  add(word.exact);
  add(word.key);
  add(word.shape);
  add(word.brief);
  for (let length = 0; length < 4; length += 1) {
    addKnown(word.prefixes[length] ?? 0);
    addKnown(word.suffixes[length] ?? 0);
  }
  add(word.kindHash);
  add(word.given * 4 + word.family);
  addKnown(webCoarse);
  addKnown(webFine);
  addKnown(ownCoarse);
  addKnown(ownFine);
  const first = i === 0 || (i === 1 && before.kind === 'mark') ? 1 : 0;
  add(first);
  add(combine(first, word.key));
  add(combine(first, word.given * 4 + word.family));
  add((word.shout ? 2 : 0) + (word.text.includes('-') ? 1 : 0));

  add(before.key);
  add(after.key);
  add(before2.key);
  add(after2.key);
  add(before.brief);
  add(after.brief);
  add(combine(before2.brief, before.brief));
  add(combine(after.brief, after2.brief));
  add(before.kindHash);
  add(after.kindHash);
  add(combine(before2.kindHash, before.kindHash));
  add(combine(after.kindHash, after2.kindHash));
  for (const near of [before, after, before2, after2]) {
    addKnown(near.clusters[0]);
    addKnown(near.clusters[1]);
    addKnown(near.clusters[2]);
    addKnown(near.clusters[3]);
  }
  add(before.given * 4 + before.family);
  add(after.given * 4 + after.family);

  add(combine(before.key, word.key));
  add(combine(word.key, after.key));
  add(combine(before.key, after.key));
  add(combine(before2.key, before.key));
  add(combine(after.key, after2.key));
  add(combine(combine(before.brief, word.brief), after.brief));
  add(combine(before.kindHash, word.given * 4 + word.family));
  add(combine(before.given * 4 + before.family, word.given * 4 + word.family));
  add(combine(word.given * 4 + word.family, after.given * 4 + after.family));
  add(combine(before.clusters[0], webCoarse));
  add(combine(webCoarse, after.clusters[0]));
  add(combine(before.clusters[2], ownCoarse));
  add(combine(ownCoarse, after.clusters[2]));
  add(combine(webCoarse, word.given * 4 + word.family));
  add(combine(webFine, first));
  add(combine(webFine, ownCoarse));
  add(combine(before.key, webCoarse));
  add(combine(webCoarse, after.key));

  const place = Math.min(i - run.from, 3) * 16 + Math.min(run.to - 1 - i, 3) * 4 + first;
  const outerBefore = words[run.from - 1] ?? NONE;
  const outerAfter = words[run.to] ?? NONE;
  const head = words[run.to - 1] ?? NONE;
  const opening = words[run.from] ?? NONE;
  add(place);
  add(combine(place, word.given * 4 + word.family));
  add(combine(place, webCoarse));
  add(outerBefore.key);
  add(outerAfter.key);
  add(combine(outerBefore.key, place));
  add(combine(outerAfter.key, place));
  add(combine(outerBefore.clusters[0], place));
  add(combine(outerAfter.clusters[0], place));
  add(head.key);
  add(combine(head.clusters[1], place));
  add(opening.key);
  add(combine(opening.clusters[1], place));
  add(combine(combine(opening.given, head.family), place));

  const use = usage.get(word.key) ?? UNUSED;
  add(level(use.total) * 4 + level(use.lowers));
  add(level(use.capitals));
  add(signs(use));
  add(combine(signs(use), first));
  add(combine(signs(use), webCoarse));
  add(level(use.afterHonorific) * 4 + level(use.afterGiven));
  add(level(use.afterRole) * 4 + level(use.beforeSpeech));
  add(level(use.afterThe) * 4 + level(use.afterPlace));
  add(level(use.beforeFamily) * 4 + level(use.possessive));
  add(share(use.lowers, use.total + use.lowers) * 8 + share(use.afterPlace + use.afterThe, use.total));
  add(share(use.joined, use.total) * 8 + level(use.total));
  add(share(use.afterHonorific + use.afterGiven, use.total) * 8 + share(use.beforeSpeech, use.total));
  add(signs(usage.get(after.key) ?? UNUSED));
  add(signs(usage.get(before.key) ?? UNUSED));

  const pair = rowOf(places, phraseKey([word.key, after.key])) >= 0 ? 1 : 0;
  const ends = rowOf(places, phraseKey([before.key, word.key])) >= 0 ? 2 : 0;
  const single = rowOf(places, word.key) >= 0 ? 4 : 0;
  const triple = rowOf(places, phraseKey([before.key, word.key, after.key])) >= 0 ? 8 : 0;
  const isPlace = pair + ends + single + triple;
  add(isPlace);
  add(combine(isPlace, place));
  add(combine(isPlace, before.key));
  add(combine(isPlace, word.given * 4 + word.family));
  add(combine(isPlace, signs(use)));
  return count;
}

const NONE: Word = {
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
