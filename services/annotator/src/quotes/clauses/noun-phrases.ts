import { cueAt } from './cues.ts';
import type { Item } from './items.ts';
import { kindOf, REACH, sourceOf, type Source } from './sources.ts';
import {
  auxiliaries,
  conjunctions,
  determiners,
  isRole,
  possessives,
  prepositions,
  pronouns,
  titles,
} from './vocabulary.ts';

/** Whether a name only describes someone else: `a spokesman for Mr Lammy said`. */
export function outer(items: readonly Item[], i: number, from: number): Source {
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

/** The noun phrase that ends at item `head`, including the words before an `of` or `for` in it. */
export function nounBefore(items: readonly Item[], head: number, from: number): Source | null {
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

/** Whether the item can be between a preposition and a name: a title, `the`. */
export function isModifier(item: Item): boolean {
  return item.kind === 'word' && (titles.has(item.lower) || determiners.has(item.lower));
}
