import type { Person, TextField } from '@gazette/schemas';
import type { Directory, DirectoryEntry } from '../../directory.ts';
import { isSameOffice, type Office, officeOf as parseOffice } from './offices.ts';

/**
 * Whom an office means by what the directory knows: the only one of the text's persons who holds it, named before `at`. Several such
 * persons, or none, mean nobody.
 */
export function knownHolder(
  noun: string,
  at: number,
  field: TextField,
  persons: readonly Person[],
  directory: Directory,
): Person | null {
  if (!/^the\s/i.test(noun) || !isOffice(noun)) return null;
  const told = parseOffice(noun);
  const holders = persons.filter((person) => holds(directory.byId.get(person.id), told));
  return holders.length === 1 ? lastNamed(holders, at, field) : null;
}

/**
 * Who holds an office that the text gives a country, though it names nobody: the only holder the directory knows, in office on the day of
 * publication (ms since the epoch).
 */
export function unnamedHolder(
  noun: string,
  publishedAt: number | null,
  directory: Directory,
): DirectoryEntry | null {
  if (publishedAt === null || !isOffice(noun)) return null;
  const told = parseOffice(noun);
  if (told.country === '' && told.title !== 'pope') return null;
  const holders = directory.entries.filter(
    (entry) => entry.since !== undefined && Date.parse(entry.since) <= publishedAt && holds(entry, told),
  );
  return holders.length === 1 ? (holders[0] ?? null) : null;
}

function isOffice(noun: string): boolean {
  return OFFICE.test(noun) && rankOf(noun) === '';
}

function holds(entry: DirectoryEntry | undefined, told: Office): boolean {
  return entry !== undefined && officesOf(entry).some((held) => isSameOffice(told, held));
}

/** Roles are read once for each entry: every quote by an office asks for many. */
const read = new WeakMap<DirectoryEntry, readonly Office[]>();

function officesOf(entry: DirectoryEntry): readonly Office[] {
  let offices = read.get(entry);
  if (!offices) read.set(entry, (offices = entry.roles.map(parseOffice)));
  return offices;
}

/**
 * Whom a role noun means: `the secretary` is the last named before `at` of those with such a role; `the British foreign secretary`,
 * where the text gives only `Foreign Secretary`, is the one who has it, if it is one.
 */
export function roleHolder(
  noun: string,
  at: number,
  field: TextField,
  persons: readonly Person[],
): Person | null {
  const role = /^the\s+(.+)$/i
    .exec(noun)?.[1]
    ?.toLowerCase()
    .replace(/\s+of\s.*$/, '');
  if (!role) return null;
  const same = persons.filter((person) => person.roles.some((held) => officeOf(held) === role));
  const longer =
    same.length > 0
      ? same
      : persons.filter((person) => person.roles.some((held) => narrows(officeOf(held), role)));
  if (longer.length > 0) return lastNamed(longer, at, field);
  if (NATIONALITY.test(noun)) return null;
  const shorter = persons.filter((person) => person.roles.some((held) => narrows(role, officeOf(held))));
  return shorter.length === 1 ? lastNamed(shorter, at, field) : null;
}

/** `the French president` is not any president. */
const NATIONALITY = /\s\p{Lu}\p{L}+(?:ish|an|ese|ch|ic|i)\s/u;

/** `Prime Minister of the United Kingdom` is called `prime minister`. */
function officeOf(role: string): string {
  return role.toLowerCase().replace(/\s+of\s.*$/, '');
}

/** `UK Foreign Secretary` is a foreign secretary; a deputy governor is no governor. */
function narrows(longer: string, shorter: string): boolean {
  return (
    longer.endsWith(` ${shorter}`) &&
    !/\b(?:deputy|vice|former|ex|shadow|acting|assistant|late)\b/.test(longer)
  );
}

/** Titles of one person, unlike `the spokesman`; they can be another name for who was just spoken of. */
const OFFICE =
  /(?:^|[\s-])(?:ambassador|archbishop|candidate|chair|chairman|chairwoman|chancellor|commissioner|general|governor|king|leader|mayor|minister|monarch|nominee|pope|premier|president|prince|princess|queen|secretary|senator|taoiseach)(?:\s+of\s.*)?$/i;

/** Whether a role noun can be another name for the person: nothing the text says of the person speaks against it. */
export function canBe(noun: string, person: Person): boolean {
  const head = OFFICE.exec(noun) && officeOf(noun).split(/[\s-]/).at(-1);
  if (!head) return false;
  const rank = rankOf(noun);
  return (
    person.roles.length === 0 ||
    person.roles.some((held) => officeOf(held).split(/[\s-]/).at(-1) === head && rankOf(held) === rank)
  );
}

/** What keeps one from being the office's holder: a deputy prime minister is no prime minister. */
function rankOf(role: string): string {
  return /\b(?:deputy|vice|former|ex|shadow|acting|assistant)\b/i.exec(role)?.[0].toLowerCase() ?? '';
}

function lastNamed(persons: readonly Person[], at: number, field: TextField): Person | null {
  let holder: Person | null = null;
  let nearest = -1;
  for (const person of persons)
    for (const mention of person.mentions)
      if (mention.field === field && mention.start < at && mention.start > nearest) {
        nearest = mention.start;
        holder = person;
      }
  return holder;
}
