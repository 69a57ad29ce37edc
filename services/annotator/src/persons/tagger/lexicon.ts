/** The word lists of the person tagger, in lower case, from `lexicon.yaml`. */
export interface PersonLexicon {
  /** Forms of address that are not roles: mr, sir, dr. */
  readonly honorifics: ReadonlySet<string>;
  /** Honorifics that can precede a given name: sir, dame. */
  readonly beforeGiven: ReadonlySet<string>;
  /** Last words of roles: president, secretary, spokeswoman. */
  readonly roles: ReadonlySet<string>;
  /** Words before a role: prime, foreign, deputy. */
  readonly roleModifiers: ReadonlySet<string>;
  /** Adjectives and names of countries, which are not part of a role: russian, us. */
  readonly nationalities: ReadonlySet<string>;
  /** Verbs of saying: said, told. */
  readonly speech: ReadonlySet<string>;
  /** Small words inside names: de, von, bin. */
  readonly particles: ReadonlySet<string>;
  /** Words after a name: jr, iii. */
  readonly suffixes: ReadonlySet<string>;
  /** Capitalised words that are never a person alone: days, months, languages. */
  readonly neverNames: ReadonlySet<string>;
  /** Family names that come first in these texts: xi, lee, kim. */
  readonly familyFirst: ReadonlySet<string>;
  /** Places with the names of persons, underscores for spaces: diego_garcia. */
  readonly places: ReadonlySet<string>;
  /** Companies with the names of persons, underscores for spaces: charles_schwab. */
  readonly organisations: ReadonlySet<string>;
  /** Counties and other places that are not in lists of cities: kent. */
  readonly regions: ReadonlySet<string>;
  /** Words before a person's name that make it the name of a storm or a ship: hurricane. */
  readonly thingsBefore: ReadonlySet<string>;
  /** Words after a person's name that make it the name of an institution or a place: foundation. */
  readonly thingsAfter: ReadonlySet<string>;
  /** Short forms of given names to the given names they may stand for: bill to william. */
  readonly nicknames: ReadonlyMap<string, readonly string[]>;
}

const LISTS = [
  'honorifics',
  'beforeGiven',
  'roles',
  'roleModifiers',
  'nationalities',
  'speech',
  'particles',
  'suffixes',
  'neverNames',
  'familyFirst',
  'places',
  'organisations',
  'regions',
  'thingsBefore',
  'thingsAfter',
] as const;

/** Checks the parsed YAML of a lexicon. Throws an Error that names a missing or invalid list. */
export function parseLexicon(value: unknown): PersonLexicon {
  const record = isRecord(value) ? value : {};
  const lists = Object.fromEntries(LISTS.map((name) => [name, wordSet(name, record[name])]));
  return {
    ...(lists as Record<(typeof LISTS)[number], ReadonlySet<string>>),
    nicknames: nicknames(record['nicknames']),
  };
}

/** Each list is one string of words with spaces between them, to keep the file short. */
function wordSet(name: string, value: unknown): ReadonlySet<string> {
  if (typeof value !== 'string')
    throw new Error(`person lexicon: expected words under ${name}, found ${typeof value}`);
  return new Set(value.split(/\s+/).filter((word) => word !== ''));
}

function nicknames(value: unknown): ReadonlyMap<string, readonly string[]> {
  if (!isRecord(value))
    throw new Error(`person lexicon: expected a map under nicknames, found ${typeof value}`);
  return new Map(
    Object.entries(value).map(([short, full]) => [short, [...wordSet(`nicknames.${short}`, full)]]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
