import type { Person, TextField } from '@gazette/schemas';
import type { Directory, DirectoryEntry } from '../../names/directory.ts';
import { isSameOffice, type Office, officeOf } from './offices.ts';
import { isOffice } from './role-nouns.ts';

/**
 * The holder of an office according to the directory: the only one of the text's persons (by id) who holds
 * it and is named before `at`. Null if there are none or several.
 */
export function knownHolder(
  noun: string,
  at: number,
  field: TextField,
  persons: ReadonlyMap<string, Person>,
  directory: Directory,
): Person | null {
  if (!/^the\s/i.test(noun) || !isOffice(noun)) return null;
  const holders = holdersOf(directory, officeOf(noun)).flatMap(({ id }) => persons.get(id) ?? []);
  const [holder] = holders;
  if (!holder || holders.length > 1) return null;
  const first = holder.mentions.find((mention) => mention.field === field);
  return first && first.start < at ? holder : null;
}

/**
 * The holder of an office with a country whom the text does not name: the directory's only holder, in
 * office on the day of publication (ms since the epoch).
 */
export function unnamedHolder(
  noun: string,
  publishedAt: number | null,
  directory: Directory,
): DirectoryEntry | null {
  if (publishedAt === null || !isOffice(noun)) return null;
  const told = officeOf(noun);
  if (told.country === '' && told.title !== 'pope') return null;
  const holders = holdersOf(directory, told).filter(
    (entry) => entry.since !== undefined && Date.parse(entry.since) <= publishedAt,
  );
  return holders.length === 1 ? (holders[0] ?? null) : null;
}

function holdersOf(directory: Directory, told: Office): readonly DirectoryEntry[] {
  const bearers = bearersIn(directory).get(told.title) ?? [];
  return [...new Set(bearers.filter(({ held }) => isSameOffice(told, held)).map(({ entry }) => entry))];
}

interface Bearer {
  readonly held: Office;
  readonly entry: DirectoryEntry;
}

type Bearers = ReadonlyMap<string, readonly Bearer[]>;

/** Roles are parsed once per directory, because every quote by an office needs many. */
const read = new WeakMap<Directory, Bearers>();

/** The directory's entries by title, one per office with that title. */
function bearersIn(directory: Directory): Bearers {
  const known = read.get(directory);
  if (known) return known;
  const byTitle = new Map<string, Bearer[]>();
  for (const entry of directory.entries)
    for (const held of entry.roles.map(officeOf)) {
      const bearers = byTitle.get(held.title);
      if (bearers) bearers.push({ held, entry });
      else byTitle.set(held.title, [{ held, entry }]);
    }
  read.set(directory, byTitle);
  return byTitle;
}
