import type { Person } from '@gazette/schemas';
import { bearerByTitle, lookUp, type Directory, type DirectoryEntry } from '../names/directory.ts';
import { compareFields, type Text } from '../text.ts';
import { foldName, slugOf } from '../names/fold-name.ts';
import { hashText, valueOf } from './tagger/hash-table.ts';
import { foldMentions, type FoldedPerson } from './folding.ts';
import { findMentions, type NamedMention } from './mentions.ts';
import { parseName, type PersonName } from './person-name.ts';
import type { PersonTagger } from './tagger/tagger.ts';

/**
 * Finds the persons in a text with all their mentions, the most salient first. Linear in the length of the
 * text; never throws.
 */
export function findPersons(text: Text, tagger: PersonTagger, directory: Directory): readonly Person[] {
  const mentions = findMentions(text, tagger, directory);
  const total = mentions.reduce((sum, mention) => sum + weightOf(mention), 0);
  const knownByTitle = (mention: NamedMention): PersonName | undefined => {
    const bearer = bearerByTitle(directory, mention.text, mention.roles);
    return bearer && parseName(bearer.name, tagger.model);
  };
  const folded = foldMentions(mentions, tagger.model, knownByTitle);
  return unite(folded, (person) => identify(person, directory, tagger))
    .map((united) => toPerson(united, directory, total))
    .sort((a, b) => b.salience - a.salience);
}

interface Identified {
  readonly mentions: NamedMention[];
  readonly entry: DirectoryEntry | undefined;
}

/** Merges persons who are the same in the directory. */
function unite(
  persons: readonly FoldedPerson[],
  identifyPerson: (person: FoldedPerson) => DirectoryEntry | undefined,
): readonly Identified[] {
  const known = new Map<string, Identified>();
  const all: Identified[] = [];
  for (const person of persons) {
    const entry = identifyPerson(person);
    const same = entry && known.get(entry.id);
    if (same) for (const mention of person.mentions) same.mentions.push(mention);
    else {
      const identified = { mentions: [...person.mentions], entry };
      all.push(identified);
      if (entry) known.set(entry.id, identified);
    }
  }
  return all;
}

/** Family names of this class and above are too common to mean the one person in the directory. */
const COMMON = 3;

function identify(
  { mentions }: FoldedPerson,
  directory: Directory,
  tagger: PersonTagger,
): DirectoryEntry | undefined {
  const full = mentions.filter((mention) => mention.name.given !== '');
  const titled = mentions.filter((mention) => directory.byName.has(foldName(mention.titled)));
  const single = mentions.filter((mention) => mention.name.given === '');
  return lookUp(directory, {
    fullNames: unique([...full.map((mention) => mention.whole), ...titled.map((mention) => mention.titled)]),
    singleNames: unique(single.flatMap((mention) => [mention.text, mention.name.family])),
    roles: unique(mentions.flatMap((mention) => mention.roles)),
    common: single.some(
      (mention) => valueOf(tagger.model.familyNames, hashText(mention.name.family), 0) >= COMMON,
    ),
  });
}

function toPerson({ mentions: unsorted, entry }: Identified, directory: Directory, total: number): Person {
  const mentions = [...unsorted].sort((a, b) => compareFields(a.field, b.field) || a.start - b.start);
  const name = entry?.name ?? fullestName(mentions);
  const weight = mentions.reduce((sum, mention) => sum + weightOf(mention), 0);
  return {
    id: entry?.id ?? ownId(name, directory),
    name,
    aliases: unique(mentions.map((mention) => mention.text)).filter((alias) => alias !== name),
    roles: uniqueRoles(mentions.flatMap((mention) => mention.roles)),
    known: entry !== undefined,
    salience: round(weight / total),
    confidence: entry && hasFullName(mentions, directory) ? 1 : round(likeliest(mentions)),
    mentions: mentions.map(({ field, start, end, text }) => ({ field, start, end, text })),
  };
}

/**
 * Whether the directory knows the person by a full name or a name with a title ("King Charles"), which is
 * certain.
 */
function hasFullName(mentions: readonly NamedMention[], directory: Directory): boolean {
  return mentions.some(({ name, titled }) => name.given !== '' || directory.byName.has(foldName(titled)));
}

/** The highest probability among the mentions. */
function likeliest(mentions: readonly NamedMention[]): number {
  return mentions.reduce((most, { confidence }) => Math.max(most, confidence), 0);
}

/** What a mention adds to salience in the headline and the lead; elsewhere 1. */
const SALIENCE: readonly number[] = [3, 2];

function weightOf(mention: NamedMention): number {
  return SALIENCE[mention.paragraph] ?? 1;
}

function fullestName(mentions: readonly NamedMention[]): string {
  const rank = ({ whole, name }: NamedMention): number =>
    name.parts.length * 100 + Math.min(whole.length, 99) - (isShouted(whole) ? 1000 : 0);
  const best = mentions.reduce((a, b) => (rank(b) > rank(a) ? b : a)).whole;
  return isShouted(best)
    ? best.replace(/(\p{L})(\p{L}+)/gu, (_, first: string, rest: string) => first + rest.toLowerCase())
    : best;
}

/** Capitals, except initials such as JD. */
function isShouted(text: string): boolean {
  return text.length > 3 && text === text.toUpperCase() && text !== text.toLowerCase();
}

/** A slug that is not the id of a known person. */
function ownId(name: string, directory: Directory): string {
  const slug = slugOf(name) || 'unnamed';
  return directory.byId.has(slug) ? `${slug}-namesake` : slug;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** One spelling of each role. */
function uniqueRoles(roles: readonly string[]): readonly string[] {
  return [...new Map(roles.map((role) => [role.toLowerCase(), role])).values()];
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}
