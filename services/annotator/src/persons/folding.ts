import { type Gender, genderOfGivenName } from '../names/given-name-gender.ts';
import type { NamedMention } from './mentions.ts';
import { isWithin, sameName, type NameKnowledge, type PersonName } from './person-name.ts';

/** The mentions of one person, in text order. */
export interface FoldedPerson {
  readonly mentions: readonly NamedMention[];
}

/** A person who is still being collected, with what later mentions are compared with. */
interface Draft {
  readonly mentions: NamedMention[];
  /** The different full names, few. */
  readonly names: PersonName[];
  /** Honorifics and roles in lower case. */
  readonly titles: Set<string>;
  /** The first mention of the person in each paragraph that has one. */
  readonly paragraphs: Map<number, number>;
  gender: Gender | undefined;
  /** Whether a title alone identifies the person although others with the name have full names. */
  readonly titleBearer: boolean;
}

/** Whether a single name with its titles means a known person, without a full name: `President Trump`. */
export type KnownByTitle = (mention: NamedMention) => PersonName | undefined;

/** Persons by a word of their names. Only the latest per word are compared, to keep lists of names linear. */
type Index = Map<string, Draft[]>;
const LATEST = 30;

/**
 * Folds mentions into persons. Full names come first: the same name, also with initials, short forms and
 * middle names, is one person. Then single names in text order: a family name of a full one, its given name
 * (after Sir, or if nothing else fits), otherwise a new person. Honorifics keep Mrs from being folded into
 * Mr.
 */
export function foldMentions(
  mentions: readonly NamedMention[],
  knowledge: NameKnowledge,
  knownByTitle: KnownByTitle,
): readonly FoldedPerson[] {
  const drafts: Draft[] = [];
  const exact = new Map<string, Draft>();
  const byWord: Index = new Map();
  const draft = (titleBearer = false): Draft => {
    const fresh: Draft = {
      mentions: [],
      names: [],
      titles: new Set(),
      paragraphs: new Map(),
      gender: undefined,
      titleBearer,
    };
    drafts.push(fresh);
    return fresh;
  };
  for (const mention of mentions.filter(({ name }) => name.given !== '')) {
    const key = `${mention.name.parts.join(' ')} ${mention.name.suffix}`;
    const person = exact.get(key) ?? ofFullName(mention.name, byWord, knowledge) ?? draft();
    if (!exact.has(key)) {
      exact.set(key, person);
      person.names.push(mention.name);
      for (const word of new Set([...mention.name.parts, mention.name.given])) put(byWord, word, person);
    }
    add(person, mention);
  }
  const singles: Index = new Map();
  for (const mention of mentions.filter(({ name }) => name.given === '')) {
    const bearer = knownByTitle(mention);
    const known = ofSingleName(mention, bearer, byWord, singles, knowledge);
    const person = known ?? draft(bearer !== undefined);
    if (!known) put(singles, mention.name.family, person);
    add(person, mention);
  }
  for (const person of drafts) person.mentions.sort((x, y) => positionOf(x) - positionOf(y));
  return drafts.sort((x, y) => positionOf(x.mentions[0]) - positionOf(y.mentions[0]));
}

function add(person: Draft, mention: NamedMention): void {
  person.mentions.push(mention);
  for (const title of titlesOf(mention)) person.titles.add(title);
  person.gender ??= genderOf(mention);
  const first = person.paragraphs.get(mention.paragraph);
  person.paragraphs.set(mention.paragraph, Math.min(first ?? Infinity, positionOf(mention)));
}

function put(index: Index, word: string, person: Draft): void {
  const listed = index.get(word);
  if (!listed) index.set(word, [person]);
  else if (listed.at(-1) !== person) listed.push(person);
}

function latest(index: Index, word: string): readonly Draft[] {
  return [...new Set(index.get(word)?.slice(-LATEST))];
}

/** Orders the title before the body. */
function positionOf(mention: NamedMention | undefined): number {
  return (mention?.start ?? 0) + (mention?.field === 'body' ? 2 ** 32 : 0);
}

function ofFullName(name: PersonName, byWord: Index, knowledge: NameKnowledge): Draft | undefined {
  const near = [name.family, name.given, name.parts[0] ?? ''].flatMap((word) => latest(byWord, word));
  return near.findLast((person) =>
    person.names.some(
      (other) =>
        sameName(name, other, knowledge.lexicon) || isShorter(name, other) || isMisspelt(name, other),
    ),
  );
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

/** Whether two long family names differ in one letter: Zelensky and Zelenskyy. */
function isMisspelt(a: PersonName, b: PersonName): boolean {
  if (a.given !== b.given || a.parts.length !== b.parts.length || a.suffix !== b.suffix) return false;
  const [short, long] = a.family.length < b.family.length ? [a.family, b.family] : [b.family, a.family];
  return short.length >= 6 && long.length - short.length === 1 && long.startsWith(short);
}

function ofSingleName(
  mention: NamedMention,
  bearer: PersonName | undefined,
  byWord: Index,
  singles: Index,
  knowledge: NameKnowledge,
): Draft | undefined {
  const single = mention.name.family;
  const near = latest(byWord, single).filter((person) => agree(mention, person));
  const fitting = (test: (name: PersonName) => boolean): readonly Draft[] =>
    near.filter((person) => person.names.some(test));
  const byFamily = fitting((name) => name.family === single && suffixFits(mention.name, name));
  const byGiven = fitting((name) => name.given === single);
  const forGiven =
    byGiven.length > 0 && mention.honorifics.some((title) => knowledge.lexicon.beforeGiven.has(title));
  const titled = latest(singles, single).filter((person) => person.titleBearer && agree(mention, person));
  const candidates = forGiven ? byGiven : [...byFamily, ...titled];
  if (candidates.length > 0) {
    const likely = likeliest(mention, candidates);
    return likely && bearer && !isBearer(likely, bearer, mention, knowledge) ? undefined : likely;
  }
  const alone = latest(singles, single).find((person) => agree(mention, person));
  if (alone) return alone;
  if (mention.honorifics.length > 0 && byGiven.length !== 1) return undefined;
  const loose = byGiven.length > 0 ? byGiven : near;
  return loose.length === 1 ? loose[0] : undefined;
}

/** Whether a title can mean a person: one whom it identifies, or one with this title or no title. */
function isBearer(
  person: Draft,
  bearer: PersonName,
  mention: NamedMention,
  { lexicon }: NameKnowledge,
): boolean {
  if (person.names.length === 0 || person.names.some((name) => sameName(name, bearer, lexicon))) return true;
  const titles = titlesOf(mention);
  const gender = genderOfPerson(person);
  const theirs = genderOfGivenName(bearer.given);
  return titles.some((title) => person.titles.has(title)) || !gender || !theirs || gender === theirs;
}

function suffixFits(single: PersonName, full: PersonName): boolean {
  return single.suffix === '' || single.suffix === full.suffix;
}

/**
 * Chooses among persons with one name: by title, then gender, then a mention in this paragraph, then the
 * first.
 */
function likeliest(mention: NamedMention, candidates: readonly Draft[]): Draft | undefined {
  if (candidates.length === 1) return candidates[0];
  const titles = titlesOf(mention);
  const titled = candidates.filter((person) => titles.some((title) => person.titles.has(title)));
  const gender = genderOf(mention);
  const fitting = candidates.filter((person) => gender && genderOfPerson(person) === gender);
  const among = [titled, fitting, candidates].find((group) => group.length > 0) ?? candidates;
  const inParagraph = (person: Draft): number => person.paragraphs.get(mention.paragraph) ?? Infinity;
  const nearby = among.filter((person) => inParagraph(person) < positionOf(mention));
  if (nearby.length > 0) return nearby.reduce((a, b) => (inParagraph(b) > inParagraph(a) ? b : a));
  return among.reduce((a, b) => (positionOf(b.mentions[0]) < positionOf(a.mentions[0]) ? b : a));
}

function titlesOf(mention: NamedMention): readonly string[] {
  return [...mention.honorifics, ...mention.roles.map((role) => role.toLowerCase())];
}

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

/** Whether the genders of a mention and a person do not conflict. */
function agree(mention: NamedMention, person: Draft): boolean {
  const own = genderOf(mention);
  const theirs = own && genderOfPerson(person);
  return theirs === undefined || theirs === own;
}

function genderOf(mention: NamedMention): Gender | undefined {
  const titles = titlesOf(mention);
  if (titles.some((title) => FEMALE.has(title))) return 'f';
  return titles.some((title) => MALE.has(title)) ? 'm' : undefined;
}

function genderOfPerson(person: Draft): Gender | undefined {
  if (person.gender) return person.gender;
  for (const { given } of person.names) {
    const gender = genderOfGivenName(given);
    if (gender) return gender;
  }
  return undefined;
}
