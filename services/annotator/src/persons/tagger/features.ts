import { combine } from './hash-table.ts';
import { type Template, VIEW_TEMPLATES, WORD_TEMPLATES } from './templates.ts';
import type { View } from './view.ts';
import type { Word } from './words.ts';

/** The most features of one word. */
const MOST_FEATURES = 128;

/** Feature hashes as they are gathered; those at `count` and above are left over from another word. */
export interface Features {
  readonly hashes: Int32Array;
  count: number;
}

/** Room for the features of any word, to be reused for the next. */
export function emptyFeatures(): Features {
  return { hashes: new Int32Array(MOST_FEATURES), count: 0 };
}

/** Gathers every feature of the word that a view is from. */
export function addFeatures(into: Features, view: View): void {
  for (const [position, word] of wordsByPosition(view).entries())
    if (word) addWordFeatures(into, position, word);
  addViewFeatures(into, view);
}

/** Positions of a word relative to the one that is labelled, numbered from 0. */
const POSITIONS = [
  WORD_TEMPLATES.inside,
  WORD_TEMPLATES.first,
  WORD_TEMPLATES.before,
  WORD_TEMPLATES.after,
  WORD_TEMPLATES.before2,
  WORD_TEMPLATES.after2,
  WORD_TEMPLATES.opening,
  WORD_TEMPLATES.head,
  WORD_TEMPLATES.outerBefore,
  WORD_TEMPLATES.outerAfter,
] as const;

/** How many positions there are. */
export const POSITION_COUNT = POSITIONS.length;

/**
 * The words of a view by their positions; the word itself is either inside or first, so one of these two is
 * null.
 */
export function wordsByPosition(view: View): readonly (Word | null)[] {
  const { word, before, after, before2, after2, opening, head, outerBefore, outerAfter } = view;
  const inside = view.first === 0 ? word : null;
  const first = view.first === 1 ? word : null;
  return [inside, first, before, after, before2, after2, opening, head, outerBefore, outerAfter];
}

/** Gathers the features that a word has in a position, whatever the text. */
export function addWordFeatures(into: Features, position: number, word: Word): void {
  addTemplates(into, POSITIONS[position] ?? [], word);
}

/** Gathers the features of words together, of their positions, and of the document's use of them. */
export function addViewFeatures(into: Features, view: View): void {
  addTemplates(into, VIEW_TEMPLATES, view);
}

function addTemplates<Seen>(into: Features, templates: readonly Template<Seen>[], seen: Seen): void {
  for (const { number, value, optional } of templates) {
    const found = value(seen);
    if (optional && found === 0) continue;
    into.hashes[into.count] = combine(number, found);
    into.count += 1;
  }
}
