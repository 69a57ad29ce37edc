import type { Word } from './tagger/words.ts';

/**
 * The most words read of an organisation's name, of that name with "of …" or "for …", and of each further
 * part.
 */
const LONGEST_NAME = 6;
const LONGEST_QUALIFIED_NAME = 9;
const LONGEST_LIST = 8;
const LONGEST_SECOND_PART = 5;
const LONGEST_NAME_BEFORE = 5;

/** Whether a word is a possessive clitic. */
export function isPossessive(word: Word): boolean {
  return word.lower === "'s" || word.lower === "'";
}

/**
 * The end of "of Nvidia", "of the European Commission", "of state" or "of the University and College Union"
 * after a role that ends at `roleEnd`; `roleEnd` itself where no such phrase follows. The person's name at
 * `personStart` is never read as the part after an "and".
 */
export function organisationEnd(words: readonly Word[], roleEnd: number, personStart: number): number {
  if (words[roleEnd]?.lower !== 'of') return roleEnd;
  const start = skipThe(words, roleEnd + 1);
  const end = nameEnd(words, start);
  if (end === start) return roleEnd;
  const joint = qualifierJoint(words, end);
  if (joint === null) return secondPartEnd(words, { end, and: end, personStart });
  const qualifiedEnd = officeWordsEnd(words, end + 1, start + LONGEST_QUALIFIED_NAME);
  const and = joint === 'for' ? listEnd(words, qualifiedEnd) : qualifiedEnd;
  return secondPartEnd(words, { end: qualifiedEnd, and, personStart });
}

/**
 * Where "of" is in "Secretary of Health and Human Services", whose last word is before `end`; undefined
 * without one.
 */
export function ofBefore(words: readonly Word[], end: number): number | undefined {
  const before = beforeOfficeWords(words, end);
  if (before === end - 1) return undefined;
  const beforeFirstPart = joinsParts(words, before, end) ? beforeOfficeWords(words, before) : before;
  const of = words[beforeFirstPart]?.lower === 'the' ? beforeFirstPart - 1 : beforeFirstPart;
  return words[of]?.lower === 'of' ? of : undefined;
}

function skipThe(words: readonly Word[], from: number): number {
  return words[from]?.lower === 'the' ? from + 1 : from;
}

/** The end of "European Commission" or "Football Supporters' Association". */
function nameEnd(words: readonly Word[], start: number): number {
  let end = start;
  while (
    end < start + LONGEST_NAME &&
    (isOfficeWord(words[end]) || (end > start && isPossessiveInName(words, end)))
  )
    end += 1;
  return end;
}

/** The "of" or "for" in "Ministry of Defence" and "Department for Education". */
function qualifierJoint(words: readonly Word[], at: number): 'of' | 'for' | null {
  const joint = words[at]?.lower;
  return (joint === 'of' || joint === 'for') && words[at + 1]?.capital ? joint : null;
}

function officeWordsEnd(words: readonly Word[], start: number, limit: number): number {
  let end = start;
  while (end < limit && isOfficeWord(words[end])) end += 1;
  return end;
}

/** The end of "Culture, Media" in "the Department for Culture, Media and Sport". */
function listEnd(words: readonly Word[], start: number): number {
  let end = start;
  while (end < start + LONGEST_LIST && words[end]?.text === ',' && startsPart(words[end + 1]))
    end += words[end + 2]?.capital ? 3 : 2;
  return end;
}

/** The end of a name's first part, where "and" may follow, and the start of the person's name behind it. */
interface FirstPart {
  readonly end: number;
  readonly and: number;
  readonly personStart: number;
}

/**
 * The end of "and College Union"; the first part's end where the words after "and" do not belong to the
 * organisation.
 */
function secondPartEnd(words: readonly Word[], { end: firstEnd, and, personStart }: FirstPart): number {
  if (!isAnd(words[and]) || !startsPart(words[and + 1])) return firstEnd;
  const limit = and + 1 + LONGEST_SECOND_PART;
  let end = and + 2;
  while (end < limit && words[end]?.capital && words[end]?.kind !== 'role') end += 1;
  return end < personStart && !continuesName(words[end]) ? end : firstEnd;
}

/** Whether a word shows that the capitalised words before it are a person's or an owner's name. */
function continuesName(word: Word | undefined): boolean {
  if (word === undefined) return false;
  return word.capital || word.kind === 'role' || word.kind === 'modifier' || isPossessive(word);
}

/**
 * Whether "and" joins the two parts of a name that ends at `end`: "Health and Human Services", but not
 * "Smith and President".
 */
function joinsParts(words: readonly Word[], and: number, end: number): boolean {
  const isOneLabel = and === end - 2 && words[end - 1]?.kind !== 'other';
  return isAnd(words[and]) && startsPart(words[and + 1]) && !isOneLabel && words[and - 1]?.capital === true;
}

/** The index of the word before the last office words that end at `end`. */
function beforeOfficeWords(words: readonly Word[], end: number): number {
  let at = end - 1;
  while (at > 0 && at >= end - LONGEST_NAME_BEFORE && isOfficeWord(words[at])) at -= 1;
  return at;
}

function isOfficeWord(word: Word | undefined): boolean {
  return word !== undefined && (word.capital || word.kind === 'modifier');
}

/** The clitic in "the Football Supporters' Association". */
function isPossessiveInName(words: readonly Word[], at: number): boolean {
  const word = words[at];
  return word !== undefined && isPossessive(word) && words[at + 1]?.capital === true;
}

function isAnd(word: Word | undefined): boolean {
  return word?.lower === 'and' || word?.text === '&';
}

/**
 * Whether a word can start a further part of an organisation's name; titles and countries can start a
 * person's instead.
 */
function startsPart(word: Word | undefined): boolean {
  return word !== undefined && word.capital && (word.kind === 'other' || word.kind === 'modifier');
}
