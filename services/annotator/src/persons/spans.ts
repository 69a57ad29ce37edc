import { rowOf, type HashTable } from './tagger/hash-table.ts';
import type { PersonLexicon } from './tagger/lexicon.ts';
import type { PersonModel } from './tagger/model.ts';
import { isHyphenated, type KnownNames, propagate } from './propagation.ts';
import { isInPlace, type Statistics } from './tagger/statistics.ts';
import type { NameSpan, Tagged } from './tagger/tagger.ts';
import type { Word } from './tagger/words.ts';

/**
 * Refines the tagger's names by the whole document: drops single names that are mostly something else, and
 * adds further occurrences of full names and their family names, and names in `known`.
 */
export function refineSpans(tagged: Tagged, known: KnownNames, model: PersonModel): readonly NameSpan[] {
  const { words, usage, spans } = tagged;
  const trimmed = spans.flatMap((span) => trim(words[span.sentence] ?? [], span, model));
  const inFullNames = keysOf(words, trimmed.filter(isFull));
  const alone = countAlone(words, trimmed);
  const kept = trimmed.filter(
    (span) => isFull(span) || staysPerson(words, span, { inFullNames, alone, usage, model }),
  );
  return [...kept, ...propagate(tagged, kept, known, model)].sort(
    (a, b) => a.sentence - b.sentence || a.from - b.from,
  );
}

function isFull(span: NameSpan): boolean {
  return span.to - span.from > 1;
}

/** Strips titles from a name, adds Jr and parts separated by a hyphen, and drops places. */
function trim(
  sentence: readonly Word[],
  span: NameSpan,
  { lexicon, places }: PersonModel,
): readonly NameSpan[] {
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
  if (isHyphenated(sentence[from]) && isFamilyFirst(sentence[from - 1], lexicon)) from -= 1;
  if (to - from > 2 && isPlaceBefore(sentence[from - 1], sentence[from], sentence[from + 1], places))
    from += 1;
  const name = sentence.slice(from, to);
  if (name.length === 1 && (isVersus(sentence[to]) || isVersus(sentence[from - 1]))) return [];
  const joined = name.map((word) => word.lower).join('_');
  if (lexicon.places.has(joined) || lexicon.organisations.has(joined)) return [];
  if (isNameOfThing(sentence, from, to, lexicon)) return [];
  return name.length === 1 && name[0]?.kind === 'honorific' ? [] : [{ ...span, from, to }];
}

function isFamilyFirst(word: Word | undefined, lexicon: PersonLexicon): boolean {
  return word !== undefined && word.capital && lexicon.familyFirst.has(word.lower);
}

/** A place that happens to precede a name: "in Peterhead Magnus Johnson", "near the Dniester Tudor Ceban". */
function isPlaceBefore(
  before: Word | undefined,
  word: Word | undefined,
  next: Word | undefined,
  places: HashTable,
): boolean {
  if (word?.given !== 0 || (next?.given ?? 0) <= 1) return false;
  const led = before?.lower === 'the' || isInPlace(before?.lower ?? '');
  return led || rowOf(places, word.key) >= 0;
}

/** "Hurricane Helene", "the Kennedy Center", "Marks & Spencer": a thing with a person's name. */
function isNameOfThing(
  sentence: readonly Word[],
  from: number,
  to: number,
  { thingsBefore, thingsAfter }: PersonLexicon,
): boolean {
  const before = sentence[from - 1];
  const after = sentence[to];
  if (before?.capital && thingsBefore.has(before.lower)) return true;
  if (before?.text === '&' || after?.text === '&') return to - from === 1;
  return after !== undefined && after.capital && thingsAfter.has(after.lower);
}

/** Court cases are not persons: "Roe v Wade". */
function isVersus(word: Word | undefined): boolean {
  return word?.lower === 'v' || word?.lower === 'v.' || word?.lower === 'vs.';
}

function isHyphen(word: Word | undefined): boolean {
  return word?.text === '-';
}

/** The second half of a given name with spaces around the hyphen: "Lee Cheuk - yan". */
function isSyllable(word: Word | undefined): boolean {
  return word !== undefined && word.kind === 'other' && /^\p{L}{2,6}$/u.test(word.text);
}

function keysOf(words: readonly (readonly Word[])[], spans: readonly NameSpan[]): ReadonlySet<number> {
  return new Set(
    spans.flatMap((span) => words[span.sentence]?.slice(span.from, span.to).map((word) => word.key) ?? []),
  );
}

/** How often each word alone is a person's name, by its key. */
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

/** What the document and the lists show about single names. */
interface SingleNameContext {
  /** Keys of the words in full names. */
  readonly inFullNames: ReadonlySet<number>;
  readonly alone: ReadonlyMap<number, number>;
  readonly usage: Statistics;
  readonly model: PersonModel;
}

/** A single name outside full names must mostly be a person and not a place, or have a title. */
function staysPerson(
  words: readonly (readonly Word[])[],
  span: NameSpan,
  { inFullNames, alone, usage, model }: SingleNameContext,
): boolean {
  const sentence = words[span.sentence];
  const word = sentence?.[span.from];
  if (!word) return false;
  const before = sentence[span.from - 1];
  const titled = before?.kind === 'honorific' || (before?.kind === 'role' && before.capital);
  const region = model.lexicon.regions.has(word.lower);
  const place = region || rowOf(model.places, word.key) >= 0;
  if (place && !titled && isInPlace(before?.lower ?? '')) return false;
  if (inFullNames.has(word.key)) return true;
  if (word.kind === 'never' || word.kind === 'nationality') return false;
  if (place && !titled && (region || word.given < 2)) return false;
  const asPerson = alone.get(word.key) ?? 0;
  const otherwise = (usage.get(word.key)?.total ?? 0) - asPerson;
  return otherwise < asPerson || before?.kind === 'honorific';
}
