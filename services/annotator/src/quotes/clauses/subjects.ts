import { clauseSubject } from './clause-subjects.ts';
import { verbPhraseStart } from './cues.ts';
import type { Item } from './items.ts';
import { nounBefore, outer } from './noun-phrases.ts';
import { isNamed, REACH, sourceOf, type Source } from './sources.ts';
import { conjunctions, generics, isRole, prepositions, pronouns } from './vocabulary.ts';

/** The subject of the verb at item `verb`, looking left no further than item `from`. */
export function subjectBefore(items: readonly Item[], verb: number, from = 0): Source | null {
  return before(items, verb, Math.max(from, verb - REACH));
}

function before(items: readonly Item[], verb: number, from: number): Source | null {
  const i = verbPhraseStart(items, verb, from) - 1;
  const item = items[i];
  if (!item || i < from || item.kind === 'quote') return null;
  if (item.kind === 'person' || item.kind === 'name') return outer(items, i, from);
  if (item.text === ',' || item.text === '—' || item.text === '–') return beforeAside(items, i, from);
  if (item.text === ')') return before(items, openingBracket(items, i), from);
  if (generics.has(item.lower)) return null;
  if (/^(?:who|which|that)$/.test(item.lower) && i > from)
    return before(items, items[i - 1]?.text === ',' ? i - 1 : i, from);
  if (/^(?:and|but|or|then|to|by|in|without|of|for|as|while|when|after|before|not)$/.test(item.lower))
    return clauseSubject(items, i, from);
  if (pronouns.has(item.lower)) return sourceOf(items, 'pronoun', i, i);
  if (/^\p{L}/u.test(item.text) && !conjunctions.has(item.lower) && !prepositions.has(item.lower))
    return nounBefore(items, i, from);
  return null;
}

/**
 * `Flynn, a former adviser, said`: the actor before the comma that opens the aside; `the minister, Jo Li,
 * said`: the name inside.
 */
function beforeAside(items: readonly Item[], comma: number, from: number): Source | null {
  if (
    items[comma - 1]?.kind === 'person' &&
    items[comma - 2]?.text === ',' &&
    isRole(items[comma - 3]?.lower ?? '')
  )
    return sourceOf(items, 'person', comma - 1, comma - 1);
  const start = Math.max(from, comma - REACH);
  for (let i = comma - 1; i > start; i -= 1) {
    const item = items[i] as Item;
    if (item.kind === 'quote' || item.text === ';') return null;
    if (item.text !== ',' && item.text !== '—' && item.text !== '–') continue;
    const head = items[i - 1]?.text === ')' ? openingBracket(items, i - 1) - 1 : i - 1;
    const before = items[head];
    if (head < start || !before) return null;
    if (isNamed(before)) {
      if (head - 1 > start && isPlaced(items, head)) continue;
      return ofWhom(items, outer(items, head, from));
    }
    if (before.kind === 'word' && pronouns.has(before.lower)) return sourceOf(items, 'pronoun', head, head);
    if (isRole(before.lower)) return ofWhom(items, nounBefore(items, head, from));
  }
  return clauseSubject(items, comma, from);
}

/** Whether the name is a place, which does not speak: `waiting in Egypt, Jordan and Cyprus, said`. */
function isPlaced(items: readonly Item[], i: number): boolean {
  return /^(?:in|near|across|outside|around|to)$/.test(items[i - 1]?.lower ?? '');
}

/** `Nigel Farage, the leader of Reform UK`: whom the noun describes. */
function ofWhom(items: readonly Item[], source: Source | null): Source | null {
  const named = source?.kind === 'noun' && items[source.first - 1]?.text === ',' ? source.first - 2 : -1;
  return items[named]?.kind === 'person' ? sourceOf(items, 'person', named, named) : source;
}

function openingBracket(items: readonly Item[], close: number): number {
  for (let i = close - 1; i >= Math.max(0, close - REACH); i -= 1) if (items[i]?.text === '(') return i;
  return close;
}
