import type { Item } from './items.ts';
import { isModifier, nounBefore } from './noun-phrases.ts';
import { kindOf, REACH, sourceOf, type Source } from './sources.ts';
import { auxiliaries, irregularPasts, isAdverb, isRole, prepositions, verbsOf } from './vocabulary.ts';

/**
 * The actor of the participle, infinitive or second verb at item `end`: the nearest clause to the left with
 * an actor before a verb or an aside decides, otherwise the nearest with any actor.
 */
export function clauseSubject(items: readonly Item[], end: number, from = 0): Source | null {
  const start = Math.max(from, end - REACH);
  let subject: number | null = null;
  let fallback: number | null = null;
  let fallbackDone = false;
  for (let i = end - 1; i >= start; i -= 1) {
    const text = items[i]?.text ?? '';
    if (text === ',' || text === ';' || text === ':') {
      if (subject !== null) break;
      fallbackDone = fallback !== null;
    }
    if (!isActor(items, i)) continue;
    if (isBeforeVerb(items, i + 1, end)) subject = i;
    else if (!fallbackDone) fallback = i;
  }
  const found = subject ?? fallback;
  if (found === null) return firstNoun(items, start, end);
  const item = items[found] as Item;
  return item.kind === 'word' && isRole(item.lower)
    ? nounBefore(items, found, start)
    : sourceOf(items, kindOf(item), found, found);
}

/** Whether a verb or an aside follows, at most after a time or place: `Whitfield on Tuesday signed`. */
function isBeforeVerb(items: readonly Item[], i: number, end: number): boolean {
  const next = items[i];
  if (next?.kind !== 'word' || i >= end) return false;
  if (/^[,(—–]$/.test(next.text)) return i + 1 < end;
  if (/^(?:of|for|who)$/.test(next.lower) || isVerbal(items, i)) return true;
  return prepositions.has(next.lower) && isVerbal(items, i + 2);
}

/** The actor of the main clause that follows item `from`: `After saying "…", she left`. */
export function subjectAhead(items: readonly Item[], from: number): Source | null {
  for (let i = from; i < Math.min(items.length, from + REACH / 2); i += 1)
    if (isActor(items, i) && isBeforeVerb(items, i + 1, items.length))
      return sourceOf(items, kindOf(items[i] as Item), i, i);
  return null;
}

/** Whether the item names someone and nothing before it makes them an object or owner. */
function isActor(items: readonly Item[], i: number): boolean {
  const item = items[i] as Item;
  const isName = item.kind === 'person' || item.kind === 'name';
  const isPronoun = item.kind === 'word' && /^(?:he|she|they|we|i|it)$/.test(item.lower);
  const acts =
    item.kind === 'word' && isRole(item.lower) && (isVerbal(items, i + 1) || items[i + 1]?.lower === 'who');
  if (!isName && !isPronoun && !acts) return false;
  const after = items[i + 1];
  if (isName && /^'s?$/.test(after?.lower ?? '') && !isVerbal(items, i + 2)) return false;
  let b = i - 1;
  while (b >= 0 && isModifier(items[b] as Item)) b -= 1;
  const before = items[b];
  if (before?.kind !== 'word') return before?.kind !== 'name' || isName;
  return (
    !prepositions.has(before.lower) ||
    (/^(?:after|before|while|as|since|until)$/.test(before.lower) && isVerbal(items, i + 1))
  );
}

function isVerbal(items: readonly Item[], i: number): boolean {
  const word = items[i]?.lower ?? '';
  return (
    auxiliaries.has(word) ||
    isAdverb(word) ||
    verbsOf(word).length > 0 ||
    irregularPasts.has(word) ||
    /(?:ed|ing)$/.test(word)
  );
}

function firstNoun(items: readonly Item[], start: number, end: number): Source | null {
  for (let i = start; i < end; i += 1)
    if (items[i]?.kind === 'word' && isRole(items[i]?.lower ?? '')) return nounBefore(items, i, start);
  return null;
}
