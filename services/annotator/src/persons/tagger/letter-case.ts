import { hashText, rowOf } from './hash-table.ts';
import type { PersonModel } from './model.ts';

interface Written {
  readonly text: string;
}

/** A headline counts as title case or capitals if this share of its words starts with a capital. */
const HEADLINE_CASE = 0.6;
/** Shorter headlines may consist of names only. */
const FEWEST = 4;

/**
 * Restores the case of headlines in capitals or title case, which hides the names: words are spelt as in
 * the body. In capitals, other words are names if the lists have them, otherwise lower case. Other
 * headlines are unchanged.
 */
export function recase(
  headline: readonly (readonly Written[])[],
  body: readonly (readonly Written[])[],
  model: Pick<PersonModel, 'givenNames' | 'familyNames'>,
): readonly (readonly Written[])[] {
  const words = headline.flat().filter(({ text }) => /\p{L}/u.test(text));
  const capitals = words.filter(({ text }) => /^\p{Lu}/u.test(text));
  if (words.length < FEWEST || capitals.length < words.length * HEADLINE_CASE) return headline;
  const forms = formsOf(body);
  return headline.map((sentence) => sentence.map(({ text }) => ({ text: rewrite(text, forms, model) })));
}

/**
 * The body's word forms by lower case. First words of sentences are ignored; a capital elsewhere beats
 * lower case.
 */
function formsOf(body: readonly (readonly Written[])[]): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  for (const sentence of body)
    for (const [i, { text }] of sentence.entries()) {
      const lower = text.toLowerCase();
      if (text === lower ? !forms.has(lower) : i > 0) forms.set(lower, text);
    }
  return forms;
}

function rewrite(
  text: string,
  forms: ReadonlyMap<string, string>,
  model: Pick<PersonModel, 'givenNames' | 'familyNames'>,
): string {
  const lower = text.toLowerCase();
  const known = forms.get(lower);
  if (known !== undefined) return known;
  if (text.length < 4 || text !== text.toUpperCase() || text === lower) return text;
  const key = hashText(lower);
  const isName = rowOf(model.givenNames, key) >= 0 || rowOf(model.familyNames, key) >= 0;
  return isName ? text.slice(0, 1) + lower.slice(1) : lower;
}
