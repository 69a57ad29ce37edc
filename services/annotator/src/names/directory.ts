import { foldName } from './fold-name.ts';

/** A person listed in `directory.yaml`. */
export interface DirectoryEntry {
  readonly id: string;
  readonly name: string;
  /** Other names, full or single: `JD Vance`, `Xi`. */
  readonly aliases: readonly string[];
  /** Present and former roles, to tell namesakes apart: `President of the United States`. */
  readonly roles: readonly string[];
  /** First day (YYYY-MM-DD) in the first office of `roles`, if certain. */
  readonly since?: string | undefined;
  /** Pages about the person elsewhere; `wikidata` is a Q number. */
  readonly links?: Readonly<Record<string, string>> | undefined;
  /** Single names that mean this person unless a fuller name in the text says otherwise: `Trump`. */
  readonly loneName?: readonly string[] | undefined;
}

/** The known persons, indexed by name. */
export interface Directory {
  readonly entries: readonly DirectoryEntry[];
  readonly byId: ReadonlyMap<string, DirectoryEntry>;
  /** Folded names of two words or more. */
  readonly fullNames: ReadonlySet<string>;
  /** Single names, as written, that mean a known person: `Hemedti`, `MBS`. */
  readonly singleNames: ReadonlySet<string>;
  /** By folded name or alias of two words or more. */
  readonly byName: ReadonlyMap<string, readonly DirectoryEntry[]>;
  /** By folded last word of the name, and by single aliases. */
  readonly bySingle: ReadonlyMap<string, readonly DirectoryEntry[]>;
  /** By the folded single name that means only this person. */
  readonly byLoneName: ReadonlyMap<string, DirectoryEntry>;
}

/** Indexes the entries. Throws an Error that names the entry when an id or a lone name occurs twice. */
export function createDirectory(entries: readonly DirectoryEntry[]): Directory {
  const byId = new Map<string, DirectoryEntry>();
  const byName = new Map<string, DirectoryEntry[]>();
  const bySingle = new Map<string, DirectoryEntry[]>();
  const byLoneName = new Map<string, DirectoryEntry>();
  for (const entry of entries) {
    if (byId.has(entry.id)) throw new Error(`directory: expected each id once, found ${entry.id} again`);
    byId.set(entry.id, entry);
    for (const name of [entry.name, ...entry.aliases]) {
      const parts = foldName(name).split(' ');
      if (parts.length > 1) put(byName, parts.join(' '), entry);
      if (parts.length === 1 || name === entry.name) put(bySingle, parts.at(-1) ?? '', entry);
    }
    for (const name of entry.loneName ?? []) {
      const other = byLoneName.get(foldName(name));
      if (other)
        throw new Error(
          `directory: expected one bearer of the lone name ${name}, found ${other.id} and ${entry.id}`,
        );
      byLoneName.set(foldName(name), entry);
    }
  }
  const singleNames = new Set(
    entries.flatMap(({ aliases, loneName }) =>
      [...aliases, ...(loneName ?? [])].filter((name) => !/\s/.test(name)),
    ),
  );
  return { entries, byId, fullNames: new Set(byName.keys()), singleNames, byName, bySingle, byLoneName };
}

function put(index: Map<string, DirectoryEntry[]>, name: string, entry: DirectoryEntry): void {
  const listed = index.get(name);
  if (!listed) index.set(name, [entry]);
  else if (!listed.includes(entry)) listed.push(entry);
}

/** The names that a text gives a person. */
export interface NameInText {
  /** The full names in the text; empty if it only has single ones. */
  readonly fullNames: readonly string[];
  /** The single names in the text. */
  readonly singleNames: readonly string[];
  readonly roles: readonly string[];
  /** Whether a single name is too common to mean the one known person without a matching role. */
  readonly common: boolean;
}

/**
 * The entry of a person in a text, or undefined. A full name decides; among namesakes, matching roles
 * decide, and without these there is no entry. A single name is that of its lone or only known person; a
 * common one needs a matching role.
 */
export function lookUp(directory: Directory, person: NameInText): DirectoryEntry | undefined {
  if (person.fullNames.length > 0) {
    const bearers = [
      ...new Set(person.fullNames.flatMap((name) => directory.byName.get(foldName(name)) ?? [])),
    ];
    return bearers.length === 1 && !contradicts(bearers[0], person.roles)
      ? bearers[0]
      : best(bearers, person.roles);
  }
  for (const name of person.singleNames) {
    const bearers = directory.bySingle.get(foldName(name)) ?? [];
    const fitting = best(bearers, person.roles);
    if (fitting) return fitting;
    const lone = directory.byLoneName.get(foldName(name));
    if (lone && !contradicts(lone, person.roles)) return lone;
    if (bearers.length === 1 && !person.common && !contradicts(bearers[0], person.roles)) return bearers[0];
  }
  return undefined;
}

/** The known person of a lone name if the roles beside it match: `President Trump`. */
export function bearerByTitle(
  directory: Directory,
  single: string,
  roles: readonly string[],
): DirectoryEntry | undefined {
  const lone = roles.length > 0 ? directory.byLoneName.get(foldName(single)) : undefined;
  return lone && best([lone], roles);
}

/** The one person whose roles share the most words, at least one, with those in the text. */
function best(bearers: readonly DirectoryEntry[], roles: readonly string[]): DirectoryEntry | undefined {
  if (roles.length === 0) return undefined;
  const words = wordsOf(roles);
  const shared = bearers.map((bearer) => [...wordsOf(bearer.roles)].filter((word) => words.has(word)).length);
  const most = Math.max(0, ...shared);
  const fitting = bearers.filter((_, i) => shared[i] === most);
  return most > 0 && fitting.length === 1 ? fitting[0] : undefined;
}

/** Roles that rule out the known person, who holds a public office: the name is a namesake's. */
const ELSEWHERE = new Set(
  'actor actress singer footballer midfielder striker defender goalkeeper batsman bowler coach teacher nurse surgeon musician comedian'.split(
    ' ',
  ),
);

function contradicts(entry: DirectoryEntry | undefined, roles: readonly string[]): boolean {
  const words = [...wordsOf(roles)];
  if (!words.some((word) => ELSEWHERE.has(word))) return false;
  const known = wordsOf(entry?.roles ?? []);
  return !words.some((word) => known.has(word));
}

const EMPTY = new Set(['of', 'the', 'and', 'for', 'former', 'to', 'in']);

function wordsOf(roles: readonly string[]): ReadonlySet<string> {
  return new Set(roles.flatMap((role) => foldName(role).split(' ')).filter((word) => !EMPTY.has(word)));
}
