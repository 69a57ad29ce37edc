import names from './given-names.json' with { type: 'json' };

/** Whose given name it mostly is: `m` men's, `f` women's. */
export type Gender = 'm' | 'f';

/**
 * The gender of a given name in lower case; undefined if it is used for both or not in the list (US Census
 * 1990, extended).
 */
export function genderOfGivenName(name: string): Gender | undefined {
  return genders.get(name);
}

const genders: ReadonlyMap<string, Gender> = new Map<string, Gender>([
  ...names.m.split(' ').map((name) => [name, 'm'] as const),
  ...names.f.split(' ').map((name) => [name, 'f'] as const),
]);
