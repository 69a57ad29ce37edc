import type { Item } from './items.ts';
import {
  auxiliaries,
  determiners,
  formsOfBe,
  isAdverb,
  possessives,
  pronouns,
  isRole,
  verbsOf,
  type VerbClass,
  type VerbForm,
} from './vocabulary.ts';

/** Words that announce speech, as item indices, inclusive. */
export interface CueWords {
  readonly first: number;
  readonly last: number;
  readonly verbClass: VerbClass;
  readonly form: VerbForm;
  /** `was told`, `is called`: the subject is not the speaker. */
  readonly passive: boolean;
  /** `did not say`. */
  readonly negated: boolean;
}

/** The verb of speech that starts at item i, unless the word is a noun there. */
export function cueAt(items: readonly Item[], i: number): CueWords | null {
  const item = items[i];
  if (item?.kind !== 'word') return null;
  for (const verb of verbsOf(item.lower)) {
    const last = verb.particle === null ? i : particleAt(items, i, verb.particle);
    if (last === null) continue;
    if (isNoun(items, i, verb.nounToo)) return null;
    const passive = isPast(verb.form) && isPassive(items, i);
    return {
      first: i,
      last,
      verbClass: verb.verbClass,
      form: verb.form,
      passive,
      negated: isNegated(items, i),
    };
  }
  return null;
}

/** `went on`, also `put it`: the particle follows, at most after one adverb or object pronoun. */
function particleAt(items: readonly Item[], i: number, particle: string): number | null {
  if (items[i + 1]?.lower === particle) return i + 1;
  return null;
}

function isNoun(items: readonly Item[], i: number, nounToo: boolean): boolean {
  const before = items[i - 1];
  if (nounToo && /^(?:as|of|from|is|are|was|were|has|have|had|will)$/.test(items[i + 1]?.lower ?? ''))
    return true;
  if (before?.kind !== 'word') return false;
  const determined =
    determiners.has(before.lower) && !/^(?:that|this|all|both|one|other)$/.test(before.lower);
  if (determined || possessives.has(before.lower)) return true;
  return nounToo && !canPrecedeVerb(before.lower);
}

/** Whether `claims` or `report` is a noun, as after anything except a subject. */
function canPrecedeVerb(word: string): boolean {
  if (/^(?:to|who|that|which|and|then|not|n't|[,)—–])$/.test(word)) return true;
  return pronouns.has(word) || isRole(word) || isAdverb(word) || (auxiliaries.has(word) && word !== "'s");
}

export function isPast(form: VerbForm): boolean {
  return form === 'past' || form === 'participle';
}

/** The first item of the verb's auxiliaries and adverbs: `has repeatedly said`. */
export function verbPhraseStart(items: readonly Item[], verb: number, from = 0): number {
  let i = verb;
  while (i > from && verb - i < 8 && isPartOfVerb(items[i - 1])) i -= 1;
  return i;
}

function isPartOfVerb(item: Item | undefined): boolean {
  return item?.kind === 'word' && (isAdverb(item.lower) || auxiliaries.has(item.lower));
}

function isPassive(items: readonly Item[], i: number): boolean {
  return items.slice(verbPhraseStart(items, i), i).some((item) => formsOfBe.has(item.lower));
}

function isNegated(items: readonly Item[], i: number): boolean {
  return items
    .slice(Math.max(verbPhraseStart(items, i) - 1, 0), i)
    .some((item) => /^(?:n't|not|never)$/.test(item.lower));
}
