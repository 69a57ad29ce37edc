import type { Person } from '@gazette/schemas';
import type { Gender } from '../../names/given-name-gender.ts';
import { cueAt } from '../clauses/cues.ts';
import type { Item } from '../clauses/items.ts';
import { nounBefore } from '../clauses/noun-phrases.ts';
import type { Source } from '../clauses/sources.ts';
import { auxiliaries, isAdverb, isRole, prepositions, titles } from '../clauses/vocabulary.ts';

/**
 * The person of the pronoun at each offset of a field; at a `the`, whom this or the previous sentence is
 * about.
 */
export type Referents = ReadonlyMap<number, Person>;

/**
 * Someone recently mentioned. An actor without a known person keeps pronouns from being resolved to others.
 */
interface Actor {
  readonly person: Person | null;
  /** The gender of the noun itself: a wife is a woman. */
  readonly gender: Gender | null;
  readonly paragraph: number;
  readonly sentence: number;
  readonly weight: number;
}

/** The person whom a role noun such as `the minister` means; null if the text does not show it. */
export type HolderOf = (noun: Source) => Person | null;

const MASCULINE = /^(?:he|his|him)$/;
const FEMININE = /^(?:she|her)$/;

/** How many actors back a pronoun may refer, which bounds the work. */
const MEMORY = 12;

/** How many sentences back a pronoun may refer. */
const REACH = 8;

/**
 * Pronouns refer to speakers more often than to other subjects, and to subjects more often than to objects.
 */
const WEIGHTS = { speaker: 5, subject: 3, later: 1, object: 0 };

/**
 * The cost of each sentence of distance, and the bonus for a known fitting gender and for the same
 * paragraph.
 */
const DISTANCE = 2;
const FITTING = 1;
const SAME_PARAGRAPH = 2;

/**
 * Resolves he and she, in text order, to the likeliest person named before: near, a speaker or the subject
 * of its sentence, of a fitting known gender. A resolved pronoun counts as a mention, so that chains hold.
 * `paragraphs` are a field's sentences, in text order.
 */
export function resolvePronouns(
  paragraphs: readonly (readonly (readonly Item[])[])[],
  genders: ReadonlyMap<Person, Gender>,
  holderOf: HolderOf,
): Referents {
  const referents = new Map<number, Person>();
  const actors: Actor[] = [];
  const sentences = paragraphs.flatMap((list, paragraph) =>
    list.map((sentence) => ({ sentence, paragraph })),
  );
  for (const [s, { sentence, paragraph }] of sentences.entries()) {
    let first = true;
    for (const [i, item] of sentence.entries()) {
      const noun = speakingNoun(sentence, i);
      if (noun) {
        const gender = genderOfTitle(item.lower);
        actors.push({ person: holderOf(noun), gender, paragraph, sentence: s, weight: WEIGHTS.speaker });
        first = false;
        continue;
      }
      const gender = genderOfPronoun(item.lower);
      const here = { sentence: s, paragraph };
      const person = gender && item.kind === 'word' ? likeliest(actors, here, gender, genders) : item.person;
      if (item.lower === 'the') {
        const subject = actors.slice(-MEMORY).findLast((actor) => actor.weight >= WEIGHTS.subject);
        if (subject?.person && s - subject.sentence <= 1) referents.set(item.start, subject.person);
      }
      const speaks = isSpeaker(sentence, i);
      if (!person && !(item.kind === 'name' && speaks)) continue;
      if (gender && person) referents.set(item.start, person);
      const weight = speaks && person ? WEIGHTS.speaker : weightOf(sentence, i, first);
      actors.push({ person, gender: null, paragraph, sentence: s, weight });
      first = false;
    }
  }
  return referents;
}

function genderOfTitle(word: string): Gender | null {
  const gender = titles.get(word);
  return gender === 'f' || gender === 'm' ? gender : null;
}

function genderOfPronoun(word: string): Gender | null {
  if (MASCULINE.test(word)) return 'm';
  return FEMININE.test(word) ? 'f' : null;
}

function likeliest(
  actors: readonly Actor[],
  { sentence, paragraph }: { readonly sentence: number; readonly paragraph: number },
  gender: Gender,
  genders: ReadonlyMap<Person, Gender>,
): Person | null {
  let best: Person | null = null;
  let bestScore = -Infinity;
  for (const actor of actors.slice(-MEMORY).reverse()) {
    const { person, weight } = actor;
    const known = (person && genders.get(person)) ?? actor.gender;
    const distance = sentence - actor.sentence;
    if ((known && known !== gender) || distance > REACH) continue;
    const near = actor.paragraph === paragraph ? SAME_PARAGRAPH : 0;
    const score = weight - DISTANCE * distance + (known ? FITTING : 0) + near;
    if (score > bestScore) {
      bestScore = score;
      best = person;
    }
  }
  return best;
}

/** An actor without a name: `his wife agreed`, `the minister said`. */
function speakingNoun(sentence: readonly Item[], i: number): Source | null {
  const item = sentence[i] as Item;
  if (item.kind !== 'word' || !isPersonNoun(item.lower) || !speaks(sentence, i)) return null;
  return nounBefore(sentence, i, 0);
}

/** Whether a role is that of one person, neither plural nor a body of people. */
function isPersonNoun(word: string): boolean {
  return isRole(word) && (titles.has(word) || RELATION.test(word));
}

const RELATION =
  /^(?:wife|husband|mother|father|sister|brother|daughter|son|widow|partner|friend|neighbou?r|colleague|lawyer|attorney|spokes(?:man|woman|person)|premier|leader|director|chief|commissioner|ambassador|judge|justice|king|queen|pope|prosecutor|adviser|advisor|aide|official|deputy|chair|speaker)$/;

/** `Ham said`, `said Ham`, `according to Ham`. */
function isSpeaker(sentence: readonly Item[], i: number): boolean {
  const item = sentence[i] as Item;
  if (item.kind === 'quote' || (item.kind === 'word' && !/^(?:he|she)$/.test(item.lower))) return false;
  return speaks(sentence, i);
}

function speaks(sentence: readonly Item[], i: number): boolean {
  let v = i + 1;
  while (v < i + 5 && isPartOfVerb(sentence[v])) v += 1;
  const after = cueAt(sentence, v);
  if (after && after.verbClass !== 'label' && after.form !== 'ing' && !after.passive) return true;
  const b = titlesBefore(sentence, i);
  if (sentence[b]?.lower === 'to' && sentence[b - 1]?.lower === 'according') return true;
  return (
    cueAt(sentence, b)?.verbClass === 'say' &&
    sentence.slice(Math.max(0, b - 2), b).some((near) => near.kind === 'quote')
  );
}

function isPartOfVerb(item: Item | undefined): boolean {
  return item?.kind === 'word' && (isAdverb(item.lower) || auxiliaries.has(item.lower));
}

/** The item before a name and its titles. */
function titlesBefore(sentence: readonly Item[], i: number): number {
  let b = i - 1;
  while (b >= 0 && i - b < 8 && sentence[b]?.kind === 'word' && titles.has(sentence[b]?.lower ?? '')) b -= 1;
  return b;
}

function weightOf(sentence: readonly Item[], i: number, first: boolean): number {
  const item = sentence[i] as Item;
  if (/^'s?$/.test(sentence[i + 1]?.lower ?? '') || /^(?:his|her|him)$/.test(item.lower))
    return WEIGHTS.object;
  const before = sentence[titlesBefore(sentence, i)];
  if (before?.kind === 'word' && prepositions.has(before.lower)) return WEIGHTS.object;
  return first ? WEIGHTS.subject : WEIGHTS.later;
}
