import { foldName } from '../names/fold-name.ts';
import { hashText, valueOf } from './tagger/hash-table.ts';
import type { PersonLexicon } from './tagger/lexicon.ts';
import type { PersonModel } from './tagger/model.ts';

/** A name's parts, folded for comparison. */
export interface PersonName {
  /** All parts except suffixes, in order, with separate particles: `ursula`, `von`, `der`, `leyen`. */
  readonly parts: readonly string[];
  /** The family name without particles: `leyen`, `xi`. */
  readonly family: string;
  /** The given name: `ursula`, `jinping`; empty for a single name. */
  readonly given: string;
  /** `jr`, `iii` or empty. */
  readonly suffix: string;
}

/** What is known of names: lists, and how common each is. */
export type NameKnowledge = Pick<PersonModel, 'lexicon' | 'familyNames' | 'givenNames'>;

/** Splits a name. A single name, also one with particles (`von der Leyen`), is a family name. */
export function parseName(text: string, knowledge: NameKnowledge): PersonName {
  const { lexicon } = knowledge;
  const all = foldName(text.replace(/["“”]/g, ' ')).split(' ');
  const last = all.at(-1) ?? '';
  const suffix =
    all.length > 1 && lexicon.suffixes.has(last)
      ? last.replace(/^junior$/, 'jr').replace(/^senior$/, 'sr')
      : '';
  const parts = suffix === '' ? all : all.slice(0, -1);
  const first = parts[0] ?? '';
  const final = parts.at(-1) ?? '';
  const bare = parts.length === 1 || parts.slice(0, -1).every((part) => lexicon.particles.has(part));
  if (bare) return { parts, family: final, given: '', suffix };
  if (isFamilyFirst(parts, text, knowledge))
    return { parts, family: first, given: parts.slice(1).join(''), suffix };
  return { parts, family: final, given: first, suffix };
}

/**
 * Chinese, Korean and Vietnamese names: a listed family name, then a given name that is hyphenated (Lee
 * Jae-myung), has two short parts (Kim Jong Un) or is a word that is not a common English name (Xi Jinping).
 */
function isFamilyFirst(
  parts: readonly string[],
  text: string,
  { lexicon, familyNames, givenNames }: NameKnowledge,
): boolean {
  if (!lexicon.familyFirst.has(parts[0] ?? '') || parts.length > 3) return false;
  if (parts.length === 3 && /^\S+\s+\p{Lu}\p{Ll}+-\p{L}+$/u.test(text.trim())) return true;
  const rare = (part: string): boolean => {
    const key = hashText(part);
    return valueOf(familyNames, key, 0) < 2 && (valueOf(givenNames, key, 0) & 3) < 2;
  };
  return parts.slice(1).every((part) => rare(part) && (parts.length === 2 || part.length <= 5));
}

/** Whether two full names can be one person's: same family name, and given and middle names that agree. */
export function sameName(a: PersonName, b: PersonName, lexicon: PersonLexicon): boolean {
  if (a.family !== b.family || a.suffix !== b.suffix || a.given === '' || b.given === '') return false;
  return givenAgree(a.given, b.given, lexicon) && middlesAgree(a, b);
}

/** Whether two given names can be one: the same, an initial, a short form of the list. */
function givenAgree(a: string, b: string, lexicon: PersonLexicon): boolean {
  if (a === b) return true;
  if (a.length === 1 || b.length === 1) return a[0] === b[0];
  return (lexicon.nicknames.get(a) ?? []).includes(b) || (lexicon.nicknames.get(b) ?? []).includes(a);
}

/** Middle names must not contradict: `George W Bush` is not `George H W Bush`. */
function middlesAgree(a: PersonName, b: PersonName): boolean {
  const left = a.parts.slice(1, -1);
  const right = b.parts.slice(1, -1);
  if (left.length === 0 || right.length === 0) return true;
  return (
    left.length === right.length && left.every((part, i) => part === right[i] || part[0] === right[i]?.[0])
  );
}

/** Whether the parts of `part` occur in `whole` in their order. */
export function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const word of whole) if (word === part[at]) at += 1;
  return at === part.length;
}
