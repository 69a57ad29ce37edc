import type { Person } from '@gazette/schemas';
import { type Gender, genderOfGivenName } from '../../names/given-name-gender.ts';
import type { Item } from '../clauses/items.ts';
import { titles } from '../clauses/vocabulary.ts';

/**
 * The known genders of persons: by title, role or given name, otherwise by the pronouns in sentences with
 * no other name.
 */
export function gendersOf(
  persons: readonly Person[],
  sentences: readonly (readonly Item[])[],
): ReadonlyMap<Person, Gender> {
  const genders = new Map<Person, Gender>();
  const titled = new Map<Person, Gender>();
  const beside = new Map<Person, number>();
  for (const sentence of sentences) {
    for (const [i, item] of sentence.entries()) {
      const gender = titles.get(sentence[i - 1]?.lower ?? '');
      if (item.person && (gender === 'm' || gender === 'f')) titled.set(item.person, gender);
    }
    countPronouns(sentence, beside);
  }
  for (const person of persons) {
    const gender =
      titled.get(person) ??
      roleGender(person) ??
      nameGender(person) ??
      pronounGender(beside.get(person) ?? 0);
    if (gender) genders.set(person, gender);
  }
  return genders;
}

function roleGender(person: Person): Gender | null {
  for (const role of person.roles)
    for (const word of role.toLowerCase().split(/\s+/)) {
      const gender = titles.get(word);
      if (gender === 'm' || gender === 'f') return gender;
    }
  return null;
}

function nameGender(person: Person): Gender | null {
  const words = person.name.toLowerCase().split(/[\s-]+/);
  return words.length > 1 ? (genderOfGivenName(words[0] ?? '') ?? null) : null;
}

/** Counts he as +1 and she as -1 for a person who is alone in a sentence. */
function countPronouns(sentence: readonly Item[], beside: Map<Person, number>): void {
  const first = sentence.findIndex((item) => item.kind === 'person');
  const person = sentence[first]?.person;
  if (!person || sentence.some((item) => item.person !== null && item.person !== person)) return;
  for (const item of sentence.slice(first + 1)) {
    if (/^(?:he|his|him|himself)$/.test(item.lower)) beside.set(person, (beside.get(person) ?? 0) + 1);
    if (/^(?:she|her|hers|herself)$/.test(item.lower)) beside.set(person, (beside.get(person) ?? 0) - 1);
  }
}

function pronounGender(balance: number): Gender | null {
  if (balance >= 2) return 'm';
  return balance <= -2 ? 'f' : null;
}
