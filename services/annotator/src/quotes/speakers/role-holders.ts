import type { Person, TextField } from '@gazette/schemas';
import { shortOffice } from './role-nouns.ts';

/** A text's persons by their roles, so that a role noun needs only a few look-ups. */
export interface RoleHolders {
  /** The field of the role nouns. */
  readonly field: TextField;
  /** By each role: `uk foreign secretary`. */
  readonly byRole: ReadonlyMap<string, Group>;
  /** By each shorter name of a role: `foreign secretary`, `secretary`. */
  readonly byShorterName: ReadonlyMap<string, Group>;
}

/** The persons whom one noun can mean. */
interface Group {
  readonly persons: Set<Person>;
  /** Their mentions in the field, in text order; null until first needed. */
  namings: readonly Naming[] | null;
}

interface Naming {
  readonly start: number;
  readonly person: Person;
}

/** Indexes persons by the roles in the text, to look up the role nouns of a field. */
export function roleHoldersIn(field: TextField, persons: readonly Person[]): RoleHolders {
  const byRole = new Map<string, Group>();
  const byShorterName = new Map<string, Group>();
  for (const person of persons)
    for (const role of person.roles.map(shortOffice)) {
      put(byRole, role, person);
      for (const name of shorterNames(role)) put(byShorterName, name, person);
    }
  return { field, byRole, byShorterName };
}

function put(groups: Map<string, Group>, name: string, person: Person): void {
  const group = groups.get(name);
  if (group) group.persons.add(person);
  else groups.set(name, { persons: new Set([person]), namings: null });
}

/**
 * The person of a role noun. `the secretary` is the person with such a role who was named last before `at`.
 * `the British foreign secretary`, where the text has only `Foreign Secretary`, is the person with that
 * role, if it is one person.
 */
export function roleHolder(
  noun: string,
  at: number,
  { field, byRole, byShorterName }: RoleHolders,
): Person | null {
  const words = /^the\s+(.+)$/i.exec(noun)?.[1];
  const role = words && shortOffice(words);
  if (!role) return null;
  const group = byRole.get(role) ?? byShorterName.get(role);
  if (group) return lastNamed(group, at, field);
  if (NATIONALITY.test(noun)) return null;
  const [wider, ...others] = shorterNames(role).flatMap((name) => byRole.get(name) ?? []);
  if (!wider || wider.persons.size > 1) return null;
  const [person] = [...wider.persons];
  const isOne = others.every(({ persons }) => persons.size === 1 && persons.has(person as Person));
  return isOne ? lastNamed(wider, at, field) : null;
}

/** A country in a role noun, which limits it: `the French president`. */
const NATIONALITY = /\s\p{Lu}\p{L}+(?:ish|an|ese|ch|ic|i)\s/u;

/**
 * Shorter names of a role: `UK Foreign Secretary` is a foreign secretary, but a deputy governor is not a
 * governor.
 */
function shorterNames(role: string): readonly string[] {
  if (/\b(?:deputy|vice|former|ex|shadow|acting|assistant|late)\b/.test(role)) return [];
  return Array.from(role.matchAll(/ /g), (space) => role.slice(space.index + 1));
}

function lastNamed(group: Group, at: number, field: TextField): Person | null {
  const namings = (group.namings ??= namingsOf(group.persons, field));
  let before = 0;
  let after = namings.length;
  while (before < after) {
    const middle = (before + after) >> 1;
    if ((namings[middle]?.start ?? Infinity) < at) before = middle + 1;
    else after = middle;
  }
  return namings[before - 1]?.person ?? null;
}

function namingsOf(persons: ReadonlySet<Person>, field: TextField): readonly Naming[] {
  return [...persons]
    .flatMap((person) =>
      person.mentions.filter((mention) => mention.field === field).map(({ start }) => ({ start, person })),
    )
    .sort((a, b) => a.start - b.start);
}
