import type { Word } from './tagger/words.ts';

/** Whether a word is a clitic of ownership. */
export function isPossessive(word: Word): boolean {
  return word.lower === "'s" || word.lower === "'";
}

function isOffice(word: Word | undefined): boolean {
  return word !== undefined && (word.capital || word.kind === 'modifier');
}

/** The mark in "the Football Supporters' Association". */
function isOwner(words: readonly Word[], at: number): boolean {
  const word = words[at];
  return word !== undefined && isPossessive(word) && words[at + 1]?.capital === true;
}

/**
 * Where "of Nvidia", "of the European Commission", "of state" or "of the University and College Union" ends, after a role that ends
 * at `end`; `end` itself where nothing of the kind follows. No "and" is read into the name that begins at `name`.
 */
export function ofWhat(words: readonly Word[], end: number, name: number): number {
  if (words[end]?.lower !== 'of') return end;
  let at = end + 1;
  if (words[at]?.lower === 'the') at += 1;
  const start = at;
  while (at - start < 6 && (isOffice(words[at]) || (at > start && isOwner(words, at)))) at += 1;
  if (at === start) return end;
  const joint = words[at]?.lower;
  if (!words[at + 1]?.capital || (joint !== 'of' && joint !== 'for')) return pairEnd(words, at, at, name);
  at += 1;
  while (at - start < 9 && isOffice(words[at])) at += 1;
  return pairEnd(words, at, joint === 'for' ? listEnd(words, at) : at, name);
}

/** Where "Culture, Media" ends in "the Department for Culture, Media and Sport". */
function listEnd(words: readonly Word[], first: number): number {
  let at = first;
  while (at - first < 8 && words[at]?.text === ',' && beginsPart(words[at + 1]))
    at += words[at + 2]?.capital ? 3 : 2;
  return at;
}

/** Where "and College Union" ends, at `and`; where no name of an organisation goes on there, `first`. */
function pairEnd(words: readonly Word[], first: number, and: number, name: number): number {
  if (!isAnd(words[and]) || !beginsPart(words[and + 1])) return first;
  let end = and + 2;
  while (end - and < 6 && words[end]?.capital && words[end]?.kind !== 'role') end += 1;
  const next = words[end];
  const goesOn = next !== undefined && (next.capital || next.kind === 'role' || next.kind === 'modifier');
  return end < name && !goesOn && !(next && isPossessive(next)) ? end : first;
}

function isAnd(word: Word | undefined): boolean {
  return word?.lower === 'and' || word?.text === '&';
}

/** Whether a word after "and" can go on an organisation's name: other persons begin with titles and countries, too. */
function beginsPart(word: Word | undefined): boolean {
  return word !== undefined && word.capital && (word.kind === 'other' || word.kind === 'modifier');
}

/** Where "of" stands in "Secretary of Health and Human Services", which ends before word `end`; undefined where nothing of the kind does. */
export function ofBefore(words: readonly Word[], end: number): number | undefined {
  let at = capitalsFrom(words, end);
  if (at === end - 1) return undefined;
  const isOneLabel = at === end - 2 && words[end - 1]?.kind !== 'other';
  if (isAnd(words[at]) && beginsPart(words[at + 1]) && !isOneLabel && words[at - 1]?.capital)
    at = capitalsFrom(words, at);
  if (words[at]?.lower === 'the') at -= 1;
  return words[at]?.lower === 'of' ? at : undefined;
}

/** The word before the capitalised ones, five at most, that end before `end`. */
function capitalsFrom(words: readonly Word[], end: number): number {
  let at = end - 1;
  while (at > 0 && end - at <= 5 && isOffice(words[at])) at -= 1;
  return at;
}
