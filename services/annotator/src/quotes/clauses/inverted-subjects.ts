import type { Item } from './items.ts';
import { kindOf, sourceOf, type Source } from './sources.ts';
import {
  auxiliaries,
  conjunctions,
  determiners,
  isAdverb,
  isRole,
  possessives,
  prepositions,
  pronouns,
} from './vocabulary.ts';

/**
 * The subject of an inverted verb that ends at item `verb`: `said the foreign secretary`, `said its
 * director, Jennifer Morgan`.
 */
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

/** A name with its qualifiers: `Institute for Fiscal Studies`. */
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
