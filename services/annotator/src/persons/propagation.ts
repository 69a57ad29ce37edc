import { foldName } from '../names/fold-name.ts';
import { hashText, valueOf } from './tagger/hash-table.ts';
import type { PersonModel } from './tagger/model.ts';
import { parseName } from './person-name.ts';
import type { Run } from './tagger/runs.ts';
import { isPlaceWord, type Statistics } from './tagger/statistics.ts';
import type { NameSpan, Tagged } from './tagger/tagger.ts';
import type { Word } from './tagger/words.ts';

/** Names of persons in the directory. */
export interface KnownNames {
  /** Folded names of two words or more. */
  readonly fullNames: ReadonlySet<string>;
  /** Single names as written. */
  readonly singleNames: ReadonlySet<string>;
}

/**
 * The probability of a name found only through the rest of the document or the directory: 17 of 24 in
 * tests.
 */
const PROPAGATED = 0.7;
/**
 * Family names of this class and above are too common to be found without the tagger or the text's own full
 * name.
 */
const COMMON = 3;

/** The names outside the spans that match full names of the text or names in the directory. */
export function propagate(
  { words, runs, usage }: Omit<Tagged, 'spans'>,
  spans: readonly NameSpan[],
  known: KnownNames,
  model: PersonModel,
): readonly NameSpan[] {
  const names = namesOf(words, spans, usage, model);
  const isName = (name: readonly Word[]): boolean => {
    const key = folded(name);
    return names.full.has(key) || known.fullNames.has(key);
  };
  const isSingle = (word: Word): boolean => names.families.has(word.key) || isLone(word, usage, known);
  const found: NameSpan[] = [];
  let next = 0;
  for (const [s, sentence] of words.entries()) {
    const first = next;
    while (spans[next]?.sentence === s) next += 1;
    for (const run of runs[s] ?? []) {
      if (isTouched(run, spans, first, next)) continue;
      const name = nameIn(sentence, run, isName, isSingle, model);
      if (name) found.push({ ...name, sentence: s, confidence: PROPAGATED });
    }
  }
  return found;
}

/** Whether a span overlaps the run; those of the run's sentence go from `first` up to `end`, exclusive. */
function isTouched(run: Run, spans: readonly NameSpan[], first: number, end: number): boolean {
  for (let i = first; i < end; i += 1) {
    const span = spans[i];
    if (span && span.from < run.to && span.to > run.from) return true;
  }
  return false;
}

interface Names {
  /** Folded. */
  readonly full: ReadonlySet<string>;
  /** Keys of family names. */
  readonly families: ReadonlySet<number>;
}

/** A name with an Arabic article: al-Sisi, also called Sisi. */
const PARTED = /^[ae]l-\p{Lu}/iu;

/** The text's full names, and their family names except those that the text also writes in lower case. */
function namesOf(
  words: readonly (readonly Word[])[],
  spans: readonly NameSpan[],
  usage: Statistics,
  model: PersonModel,
): Names {
  const full = new Set<string>();
  const families = new Set<number>();
  for (const span of spans) {
    const name = words[span.sentence]?.slice(span.from, span.to) ?? [];
    if (name.length < 2 || full.has(folded(name))) continue;
    full.add(folded(name));
    const last = name.findLast((word) => word.kind !== 'suffix' && word.kind !== 'initial');
    const { family } = parseName(name.map((word) => word.text).join(' '), model);
    for (const word of name)
      if ((word === last || word.lower === family) && (usage.get(word.key)?.lowers ?? 0) === 0)
        families.add(word.key);
    const part = last?.lower.split('-').at(-1);
    if (last && part !== undefined && PARTED.test(last.text)) families.add(hashText(part));
  }
  return { full, families };
}

/** Whether a word is a rare single name of the directory that the text does not use otherwise. */
function isLone(word: Word, usage: Statistics, known: KnownNames): boolean {
  const use = usage.get(word.key);
  return (
    word.family < COMMON &&
    known.singleNames.has(word.text) &&
    (use?.lowers ?? 0) === 0 &&
    (use?.afterThe ?? 0) === 0
  );
}

/** The run without titles, if that is a full name of the text or the directory, or a known single name. */
function nameIn(
  sentence: readonly Word[],
  run: Run,
  isName: (name: readonly Word[]) => boolean,
  isSingle: (word: Word) => boolean,
  { lexicon, givenNames }: PersonModel,
): Run | null {
  const title = sentence.slice(run.from, run.to - 1).findLastIndex(isTitle);
  const from = run.from + title + 1;
  const name = sentence.slice(from, run.to);
  const only = name[0];
  const found = { from, to: run.to };
  const addressed = sentence.slice(run.from, from).some((word) => ADDRESS.has(word.lower.replace('.', '')));
  if (addressed && name.length <= 3 && name.every((word) => word.kind === 'other' || word.kind === 'initial'))
    return found;
  if (name.length === 2 && only?.capital && lexicon.familyFirst.has(only.lower) && isHyphenated(name[1]))
    return found;
  if (name.length > 1) return isName(name) ? found : null;
  if (!only || !isSingle(only) || !canStandAlone(only, sentence[run.to])) return null;
  const before = sentence[from - 1]?.lower ?? '';
  const isGiven = valueOf(givenNames, only.key, 0) > 0;
  return (isPlaceWord(before) && !isGiven) || before === 'the' ? null : found;
}

/** "May" is a month unless a verb of saying or a possessive follows. */
function canStandAlone(word: Word, next: Word | undefined): boolean {
  return word.kind === 'other' || (word.kind === 'never' && (next?.kind === 'speech' || next?.text === "'s"));
}

/** A given name such as Jae-myung. */
export function isHyphenated(word: Word | undefined): boolean {
  return /^\p{Lu}\p{Ll}+-\p{L}\p{Ll}+$/u.test(word?.text ?? '');
}

/** Honorifics that are used for persons only. */
const ADDRESS = new Set(['mr', 'mrs', 'ms', 'miss', 'mx', 'sir', 'dame']);

function isTitle(word: Word | undefined): boolean {
  return (
    word?.kind === 'honorific' ||
    word?.kind === 'role' ||
    word?.kind === 'modifier' ||
    word?.kind === 'nationality'
  );
}

function folded(name: readonly Word[]): string {
  return foldName(name.map((word) => word.text).join(' '));
}
