import type { NamedMention } from './person-mentions.ts';
import { isWithin, sameName, type NameLore, type PersonName } from './person-name.ts';
import { hashText, valueOf } from './hash-table.ts';

/** The mentions that mean one person, in text order. */
export interface FoldedPerson {
  readonly mentions: NamedMention[];
}

/**
 * Folds mentions into persons. Full names first: the same name, also with initials, short forms and middle names, is one person.
 * Then single names in text order: the family name of a full one, its given name (after Sir, or where nothing else fits), else a
 * person of their own. Honorifics keep Mrs from being folded into Mr.
 */
export function foldMentions(mentions: readonly NamedMention[], lore: NameLore): readonly FoldedPerson[] {
  const persons: FoldedPerson[] = [];
  const join = (mention: NamedMention, person: FoldedPerson | undefined): void => {
    if (person) person.mentions.push(mention);
    else persons.push({ mentions: [mention] });
  };
  for (const mention of mentions)
    if (mention.name.given !== '') join(mention, ofFullName(mention, persons, lore));
  const introduced = [...persons];
  for (const mention of mentions)
    if (mention.name.given === '') join(mention, ofSingleName(mention, introduced, persons, lore));
  for (const person of persons) person.mentions.sort((a, b) => positionOf(a) - positionOf(b));
  return persons.sort((a, b) => positionOf(a.mentions[0]) - positionOf(b.mentions[0]));
}

/** Titles come before bodies. */
function positionOf(mention: NamedMention | undefined): number {
  return (mention?.start ?? 0) + (mention?.field === 'body' ? 2 ** 32 : 0);
}

function ofFullName(
  { name }: NamedMention,
  persons: readonly FoldedPerson[],
  lore: NameLore,
): FoldedPerson | undefined {
  const key = name.parts.join(' ');
  const some = (test: (other: PersonName) => boolean): readonly FoldedPerson[] =>
    persons.filter((person) => person.mentions.some((mention) => test(mention.name)));
  const same = some((other) => other.parts.join(' ') === key && other.suffix === name.suffix);
  if (same[0]) return same[0];
  const alike = some(
    (other) => sameName(name, other, lore.lexicon) || isShorter(name, other) || isMisspelt(name, other),
  );
  return alike.at(-1);
}

/** "Corina Machado" of "María Corina Machado". */
function isShorter(a: PersonName, b: PersonName): boolean {
  const [short, long] = a.parts.length < b.parts.length ? [a, b] : [b, a];
  if (short.suffix !== long.suffix || short.parts.length < 2 || short.parts.length === long.parts.length)
    return false;
  return (
    isWithin(short.parts, long.parts) && (short.family === long.family || short.parts[0] === long.parts[0])
  );
}

/** The same but for one letter of a long family name: Zelensky and Zelenskyy. */
function isMisspelt(a: PersonName, b: PersonName): boolean {
  if (a.given !== b.given || a.parts.length !== b.parts.length || a.suffix !== b.suffix) return false;
  const [short, long] = a.family.length < b.family.length ? [a.family, b.family] : [b.family, a.family];
  return short.length >= 6 && long.length - short.length === 1 && long.startsWith(short);
}

function ofSingleName(
  mention: NamedMention,
  introduced: readonly FoldedPerson[],
  persons: readonly FoldedPerson[],
  lore: NameLore,
): FoldedPerson | undefined {
  const single = mention.name.family;
  const fitting = (
    among: readonly FoldedPerson[],
    test: (name: PersonName) => boolean,
  ): readonly FoldedPerson[] =>
    among.filter((person) => person.mentions.some(({ name }) => test(name)) && agree(mention, person, lore));
  const byFamily = fitting(introduced, (name) => name.family === single && suffixFits(mention.name, name));
  const byGiven = fitting(introduced, (name) => name.given === single);
  const forGiven =
    mention.honorifics.some((title) => lore.lexicon.beforeGiven.has(title)) && byGiven.length > 0;
  const candidates = forGiven ? byGiven : byFamily;
  if (candidates.length > 0) return likeliest(mention, candidates);
  const alone = fitting(persons, (name) => name.given === '' && name.family === single);
  if (alone[0]) return alone[0];
  if (mention.honorifics.length > 0 && !forGiven && !(byGiven.length === 1)) return undefined;
  const loose = byGiven.length > 0 ? byGiven : fitting(introduced, (name) => name.parts.includes(single));
  return loose.length === 1 ? loose[0] : undefined;
}

function suffixFits(single: PersonName, full: PersonName): boolean {
  return single.suffix === '' || single.suffix === full.suffix;
}

/** Among persons of one name: who shares the title, then who was named in this paragraph, then who came first. */
function likeliest(mention: NamedMention, candidates: readonly FoldedPerson[]): FoldedPerson | undefined {
  const titles = new Set([...mention.honorifics, ...mention.roles.map((role) => role.toLowerCase())]);
  const titled = candidates.filter(({ mentions }) =>
    mentions.some((other) =>
      [...other.honorifics, ...other.roles].some((title) => titles.has(title.toLowerCase())),
    ),
  );
  const among = titled.length > 0 ? titled : candidates;
  const before = ({ mentions }: FoldedPerson): readonly NamedMention[] =>
    mentions.filter((other) => positionOf(other) < positionOf(mention));
  const nearby = among.filter((person) =>
    before(person).some((other) => other.paragraph === mention.paragraph),
  );
  const rank = (person: FoldedPerson): number =>
    nearby.length > 0
      ? positionOf(before(person).at(-1))
      : -positionOf(person.mentions.find((other) => other.name.given !== '' && other.field === 'body'));
  return [...(nearby.length > 0 ? nearby : among)].sort((a, b) => rank(b) - rank(a))[0];
}

type Gender = 'male' | 'female' | 'unknown';

const MALE = new Set([
  'mr',
  'sir',
  'lord',
  'king',
  'prince',
  'monsieur',
  'herr',
  'señor',
  'viscount',
  'baron',
  'earl',
]);
const FEMALE = new Set([
  'mrs',
  'ms',
  'miss',
  'dame',
  'lady',
  'baroness',
  'queen',
  'princess',
  'madame',
  'mme',
  'mlle',
  'frau',
  'señora',
  'countess',
]);

/** Whether nothing about a mention's gender speaks against a person's. */
function agree(mention: NamedMention, person: FoldedPerson, lore: NameLore): boolean {
  const own = genderOf(mention);
  if (own === 'unknown') return true;
  const theirs =
    person.mentions.map(genderOf).find((gender) => gender !== 'unknown') ?? genderByName(person, lore);
  return theirs === 'unknown' || theirs === own;
}

function genderOf(mention: NamedMention): Gender {
  const titles = [...mention.honorifics, ...mention.roles.map((role) => role.toLowerCase())];
  if (titles.some((title) => FEMALE.has(title))) return 'female';
  return titles.some((title) => MALE.has(title)) ? 'male' : 'unknown';
}

/** A given name that only men or only women of the name list bear. */
function genderByName(person: FoldedPerson, lore: NameLore): Gender {
  for (const { name } of person.mentions) {
    const bits = valueOf(lore.givenNames, hashText(name.given), 0) >> 2;
    if (name.given !== '' && bits === 1) return 'male';
    if (name.given !== '' && bits === 2) return 'female';
  }
  return 'unknown';
}
