import type { Person } from '@gazette/schemas';
import type { Item } from './items.ts';
import { verbPhraseStart, cueAt } from './cues.ts';
import {
  conjunctions,
  generics,
  irregularPasts,
  determiners,
  isAdverb,
  possessives,
  prepositions,
  pronouns,
  isRole,
  titles,
  auxiliaries,
  verbsOf,
} from './vocabulary.ts';

/** Words that can be who speaks: item indices, inclusive, and UTF-16 offsets into the field. */
export interface Source {
  readonly kind: 'person' | 'name' | 'pronoun' | 'noun';
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
  readonly person: Person | null;
}

/** Longest way, in items, that a subject is looked for: bounds the work on endless sentences. */
const REACH = 60;

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
 * The actor whose participle, infinitive or second verb stands at item `end`: of the nearest clause, to the left, that has one before
 * a verb or an aside, else of the nearest that has any.
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

function isModifier(item: Item): boolean {
  return item.kind === 'word' && (titles.has(item.lower) || determiners.has(item.lower));
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

/** `Flynn, a former adviser, said`: the actor before the comma that opens the aside; `the minister, Jo Li, said`: the name inside. */
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

function isNamed(item: Item): boolean {
  return item.kind === 'person' || item.kind === 'name';
}

/** `waiting in Egypt, Jordan and Cyprus, said`: a place is not who speaks. */
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

/** A name that only tells more of someone else is not who speaks: `a spokesman for Mr Lammy said`. */
function outer(items: readonly Item[], i: number, from: number): Source {
  let b = i - 1;
  while (b >= from && isModifier(items[b] as Item)) b -= 1;
  if (b > from && /^(?:of|for|from|at|with|to|in)$/.test(items[b]?.lower ?? '')) {
    const head = items[b - 1] as Item;
    if (head.kind === 'person') return sourceOf(items, 'person', b - 1, b - 1);
    if (isRole(head.lower)) {
      const noun = nounBefore(items, b - 1, from);
      if (noun) return sourceOf(items, 'noun', noun.first, i);
    }
  }
  return sourceOf(items, kindOf(items[i] as Item), i, i);
}

/** The noun phrase that ends at item `head`, with what stands before an `of` or `for` inside it. */
function nounBefore(items: readonly Item[], head: number, from: number): Source | null {
  let first = head;
  for (let i = head - 1; i >= Math.max(from, head - REACH); i -= 1) {
    const item = items[i] as Item;
    if (item.kind === 'word' && (determiners.has(item.lower) || possessives.has(item.lower))) {
      first = i;
      break;
    }
    if (!canModify(items, i)) break;
    first = i;
  }
  const before = items[first - 1];
  if (before && first - 1 > from && /^(?:of|for|from|at|with|to|in|on)$/.test(before.lower)) {
    const owner = items[first - 2] as Item;
    if (owner.kind === 'person') return sourceOf(items, 'person', first - 2, first - 2);
    if (isRole(owner.lower)) {
      const whole = nounBefore(items, first - 2, from);
      if (whole) return sourceOf(items, 'noun', whole.first, head);
    }
  }
  return sourceOf(items, 'noun', first, head);
}

function canModify(items: readonly Item[], i: number): boolean {
  const item = items[i] as Item;
  if (item.kind === 'person' || item.kind === 'name') return true;
  if (item.kind === 'quote' || !/^[\p{L}\p{N}'’]/u.test(item.text)) return false;
  if (cueAt(items, i)) return false;
  return !(
    conjunctions.has(item.lower) ||
    prepositions.has(item.lower) ||
    pronouns.has(item.lower) ||
    (auxiliaries.has(item.lower) && !/^'[sd]$/.test(item.lower))
  );
}

/** The subject of an inverted verb that ends at item `verb`: `said the foreign secretary`, `said its director, Jennifer Morgan`. */
export function subjectAfter(items: readonly Item[], verb: number): Source | null {
  const first = verb + 1;
  if (pronouns.has(items[first]?.lower ?? '')) return sourceOf(items, 'pronoun', first, first);
  let noun = -1;
  for (let i = first; i < Math.min(items.length, first + 10); i += 1) {
    const item = items[i] as Item;
    if (item.kind === 'person' || item.kind === 'name') {
      if (!ownsNext(items, i) && !(item.kind === 'name' && items[i + 1]?.kind === 'person'))
        return named(items, i);
    } else if (!continuesNoun(items, i, noun)) break;
    else if (!isDeterminer(item) && item.lower !== "'s") noun = i;
  }
  if (noun < 0) return null;
  const apposed = items[noun + 1]?.text === ',' ? items[noun + 2] : undefined;
  if (apposed?.kind === 'person') return sourceOf(items, 'person', noun + 2, noun + 2);
  const last = items[noun]?.lower ?? '';
  const plural = last.length > 4 && last.endsWith('s');
  return isDeterminer(items[first] as Item) || isRole(last) || plural
    ? sourceOf(items, 'noun', first, noun)
    : null;
}

function ownsNext(items: readonly Item[], i: number): boolean {
  const next = items[i + 1]?.lower ?? '';
  return next === "'s" || isRole(next);
}

/** A name with what belongs to it: `Institute for Fiscal Studies`. */
function named(items: readonly Item[], i: number): Source {
  const whole =
    items[i]?.kind === 'name' &&
    /^(?:of|for)$/.test(items[i + 1]?.lower ?? '') &&
    items[i + 2]?.kind === 'name';
  return sourceOf(items, kindOf(items[i] as Item), i, whole ? i + 2 : i);
}

function isDeterminer(item: Item): boolean {
  return determiners.has(item.lower) || possessives.has(item.lower);
}

function continuesNoun(items: readonly Item[], i: number, noun: number): boolean {
  const item = items[i] as Item;
  if (item.kind === 'quote' || !/^[\p{L}\p{N}'’]/u.test(item.text)) return false;
  if (item.lower === "'s") return true;
  if (isDeterminer(item)) return noun < 0;
  return !(
    conjunctions.has(item.lower) ||
    prepositions.has(item.lower) ||
    pronouns.has(item.lower) ||
    isAdverb(item.lower) ||
    auxiliaries.has(item.lower)
  );
}

function kindOf(item: Item): Source['kind'] {
  return item.kind === 'person' || item.kind === 'name' ? item.kind : 'pronoun';
}

export function sourceOf(items: readonly Item[], kind: Source['kind'], first: number, last: number): Source {
  const from = items[first] as Item;
  return {
    kind,
    first,
    last,
    start: from.start,
    end: (items[last] as Item).end,
    person: kind === 'person' ? from.person : null,
  };
}
