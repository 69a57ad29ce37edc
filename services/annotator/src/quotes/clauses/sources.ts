import type { Person } from '@gazette/schemas';
import type { Item } from './items.ts';

/** Words that can name a speaker: item indices, inclusive, and UTF-16 offsets into the field. */
export interface Source {
  readonly kind: 'person' | 'name' | 'pronoun' | 'noun';
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
  readonly person: Person | null;
}

/**
 * The greatest distance, in items, at which a subject is searched for, which bounds the work on long
 * sentences.
 */
export const REACH = 60;

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

/** The kind of a source of one item; a word counts as a pronoun. */
export function kindOf(item: Item): Source['kind'] {
  return item.kind === 'person' || item.kind === 'name' ? item.kind : 'pronoun';
}

/** Whether the item is a name, of a person or of something else. */
export function isNamed(item: Item): boolean {
  return item.kind === 'person' || item.kind === 'name';
}
