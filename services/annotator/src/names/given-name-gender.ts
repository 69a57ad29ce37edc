import names from './given-names.json' with { type: 'json' };

/** Who mostly bears a given name: `m` men, `f` women. */
export type Gender = 'm' | 'f';

/** The gender a given name in lower case shows; undefined where both bear it or the list (US Census 1990, with additions) lacks it. */
export function genderOfGivenName(name: string): Gender | undefined {
  return genders.get(name);
}

const genders: ReadonlyMap<string, Gender> = new Map<string, Gender>([
  ...names.m.split(' ').map((name) => [name, 'm'] as const),
  ...names.f.split(' ').map((name) => [name, 'f'] as const),
]);
