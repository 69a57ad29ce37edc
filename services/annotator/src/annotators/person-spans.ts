import { foldName } from './fold-name.ts';
import { hashText, rowOf, type HashTable } from './hash-table.ts';
import type { PersonLexicon } from './person-lexicon.ts';
import type { PersonModel } from './person-model.ts';
import { runsOf, type Run } from './person-runs.ts';
import { countUsage, isPlaceWord, type Statistics } from './person-statistics.ts';
import type { NameSpan, Tagged } from './person-tagger.ts';
import type { Word } from './person-words.ts';

/** What the document-level rules know of words. */
export type SpanLore = Pick<PersonModel, 'lexicon' | 'places'>;

/**
 * What a whole document says about its names: single ones that are mostly something else are dropped; names found once are found
 * everywhere, and so are the family names of full ones; `known` holds folded full names to find where the tagger did not.
 */
export function refineSpans(
  { words, spans }: Tagged,
  known: ReadonlySet<string>,
  lore: SpanLore,
): readonly NameSpan[] {
  const usage = countUsage(words);
  const trimmed = spans.flatMap((span) => trim(words[span.sentence] ?? [], span, lore));
  const inFullNames = keysOf(words, trimmed.filter(isFull));
  const alone = countAlone(words, trimmed);
  const kept = trimmed.filter((span) => isFull(span) || staysPerson(words, span, inFullNames, alone, usage));
  return [...kept, ...propagate(words, kept, usage, known, lore.lexicon)].sort(
    (a, b) => a.sentence - b.sentence || a.from - b.from,
  );
}

function isFull(span: NameSpan): boolean {
  return span.to - span.from > 1;
}

/** Takes titles off the front of a name, adds Jr and what a hyphen parted from it, and drops places. */
function trim(sentence: readonly Word[], span: NameSpan, { lexicon, places }: SpanLore): readonly NameSpan[] {
  let { from, to } = span;
  while (from < to - 1 && sentence[from]?.kind === 'honorific') from += 1;
  const next = sentence[to];
  if (next?.kind === 'suffix' && next.capital) to += 1;
  if (
    isFamilyFirst(sentence[from], lexicon) &&
    to - from === 2 &&
    isHyphen(next) &&
    isSyllable(sentence[to + 1])
  )
    to += 2;
  if (HYPHENATED.test(sentence[from]?.text ?? '') && isFamilyFirst(sentence[from - 1], lexicon)) from -= 1;
  if (to - from > 2 && isPlaceBefore(sentence[from], sentence[from + 1], places)) from += 1;
  const name = sentence.slice(from, to);
  if (name.length === 1 && (isVersus(sentence[to]) || isVersus(sentence[from - 1]))) return [];
  if (lexicon.places.has(name.map((word) => word.lower).join('_'))) return [];
  return name.length === 1 && name[0]?.kind === 'honorific' ? [] : [{ ...span, from, to }];
}

/** A given name such as Jae-myung. */
const HYPHENATED = /^\p{Lu}\p{Ll}+-\p{Ll}+$/u;

function isFamilyFirst(word: Word | undefined, lexicon: PersonLexicon): boolean {
  return word !== undefined && word.capital && lexicon.familyFirst.has(word.lower);
}

/** A place that stands by chance before a name: "in Peterhead Magnus Johnson". */
function isPlaceBefore(word: Word | undefined, next: Word | undefined, places: HashTable): boolean {
  return word?.given === 0 && (next?.given ?? 0) > 1 && rowOf(places, word.key) >= 0;
}

/** Court cases are no persons: "Roe v Wade". */
function isVersus(word: Word | undefined): boolean {
  return word?.lower === 'v' || word?.lower === 'v.' || word?.lower === 'vs.';
}

function isHyphen(word: Word | undefined): boolean {
  return word?.text === '-';
}

/** The second half of a given name written apart: "Lee Cheuk - yan". */
function isSyllable(word: Word | undefined): boolean {
  return word !== undefined && word.kind === 'other' && /^\p{L}{2,6}$/u.test(word.text);
}

function keysOf(words: readonly (readonly Word[])[], spans: readonly NameSpan[]): ReadonlySet<number> {
  return new Set(
    spans.flatMap((span) => words[span.sentence]?.slice(span.from, span.to).map((word) => word.key) ?? []),
  );
}

/** How often each word is a person's name by itself, by its key. */
function countAlone(
  words: readonly (readonly Word[])[],
  spans: readonly NameSpan[],
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const span of spans) {
    const key = words[span.sentence]?.[span.from]?.key;
    if (key !== undefined && !isFull(span)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** A single name that is in no full one must be a person more often than not, or have a title. */
function staysPerson(
  words: readonly (readonly Word[])[],
  span: NameSpan,
  inFullNames: ReadonlySet<number>,
  alone: ReadonlyMap<number, number>,
  usage: Statistics,
): boolean {
  const word = words[span.sentence]?.[span.from];
  if (!word || inFullNames.has(word.key)) return word !== undefined;
  if (word.kind === 'never' || word.kind === 'nationality') return false;
  const asPerson = alone.get(word.key) ?? 0;
  const otherwise = (usage.get(word.key)?.total ?? 0) - asPerson;
  return otherwise < asPerson || words[span.sentence]?.[span.from - 1]?.kind === 'honorific';
}

/** How sure a name is that only the rest of the document gives away. */
const PROPAGATED = 0.7;

function propagate(
  words: readonly (readonly Word[])[],
  spans: readonly NameSpan[],
  usage: Statistics,
  known: ReadonlySet<string>,
  lexicon: PersonLexicon,
): readonly NameSpan[] {
  const full = new Set(known);
  const families = new Set<number>();
  for (const span of spans.filter(isFull)) {
    const name = words[span.sentence]?.slice(span.from, span.to) ?? [];
    full.add(folded(name));
    const last = name.findLast((word) => word.kind !== 'suffix' && word.kind !== 'initial');
    if (last && (usage.get(last.key)?.lowers ?? 0) === 0) families.add(last.key);
    const part = last?.lower.split('-').at(-1);
    if (last && part !== undefined && PARTED.test(last.text)) families.add(hashText(part));
  }
  const taken = new Set(
    spans.flatMap((span) =>
      Array.from({ length: span.to - span.from }, (_, i) => `${span.sentence} ${span.from + i}`),
    ),
  );
  return words.flatMap((sentence, s) =>
    runsOf(sentence)
      .flatMap((run) => freeParts(run, (i) => taken.has(`${s} ${i}`)))
      .flatMap((run) => nameIn(sentence, run, full, families, lexicon))
      .map((run) => ({ ...run, sentence: s, confidence: PROPAGATED })),
  );
}

/** The parts of a run that no name covers. */
function freeParts(run: Run, isTaken: (i: number) => boolean): readonly Run[] {
  const parts: Run[] = [];
  let from = run.from;
  for (let i = run.from; i <= run.to; i += 1) {
    if (i < run.to && !isTaken(i)) continue;
    if (i > from) parts.push({ from, to: i });
    from = i + 1;
  }
  return parts.length === 1 && parts[0]?.from === run.from && parts[0].to === run.to ? parts : [];
}

/** A name with its article: al-Sisi, whom some call Sisi. */
const PARTED = /^[ae]l-\p{Lu}/iu;

/** A run that is, titles aside, a full name of the document or of the directory, or the family name of one. */
function nameIn(
  sentence: readonly Word[],
  run: Run,
  full: ReadonlySet<string>,
  families: ReadonlySet<number>,
  lexicon: PersonLexicon,
): readonly Run[] {
  let from = run.from;
  while (from < run.to - 1 && isTitle(sentence[from])) from += 1;
  const name = sentence.slice(from, run.to);
  const only = name[0];
  const addressed = sentence.slice(run.from, from).some((word) => ADDRESS.has(word.lower.replace('.', '')));
  if (addressed && name.length <= 3 && name.every((word) => word.kind === 'other' || word.kind === 'initial'))
    return [{ from, to: run.to }];
  if (name.length === 2 && isFamilyFirst(name[0], lexicon) && HYPHENATED.test(name[1]?.text ?? ''))
    return [{ from, to: run.to }];
  if (name.length > 1) return full.has(folded(name)) ? [{ from, to: run.to }] : [];
  if (!only || !families.has(only.key) || only.kind !== 'other') return [];
  const before = sentence[from - 1]?.lower ?? '';
  return isPlaceWord(before) || before === 'the' ? [] : [{ from, to: run.to }];
}

/** Honorifics that only persons have. */
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
