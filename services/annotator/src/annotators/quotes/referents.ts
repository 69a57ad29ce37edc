import type { Person } from '@gazette/schemas';
import type { Gender } from './gender.ts';
import type { Item } from './items.ts';
import { prepositions, titles } from './vocabulary.ts';

/** Which person the pronoun at each offset of a field stands for. */
export type Referents = ReadonlyMap<number, Person>;

/** Someone the text has just spoken of. */
interface Actor {
  readonly person: Person;
  readonly sentence: number;
  /** Subjects are taken up again more often than objects. */
  readonly weight: number;
}

const MASCULINE = /^(?:he|his|him)$/;
const FEMININE = /^(?:she|her)$/;

/** How many actors back a pronoun may reach: bounds the work; older ones lose to nearer ones anyway. */
const MEMORY = 12;

/** How many sentences back a pronoun may reach. */
const REACH = 8;

/**
 * Resolves he and she, in text order, to the likeliest person named before: near, subject of its sentence, of a known fitting gender.
 * A resolved pronoun renews its person, so that chains hold. `sentences` are a field's, in text order.
 */
export function resolvePronouns(
  sentences: readonly (readonly Item[])[],
  genders: ReadonlyMap<Person, Gender>,
): Referents {
  const referents = new Map<number, Person>();
  const actors: Actor[] = [];
  for (const [s, sentence] of sentences.entries()) {
    let first = true;
    for (const [i, item] of sentence.entries()) {
      const gender = MASCULINE.test(item.lower) ? 'm' : FEMININE.test(item.lower) ? 'f' : null;
      const person = gender && item.kind === 'word' ? likeliest(actors, s, gender, genders) : item.person;
      if (!person) continue;
      if (gender) referents.set(item.start, person);
      actors.push({ person, sentence: s, weight: weightOf(sentence, i, first) });
      first = false;
    }
  }
  return referents;
}

function likeliest(
  actors: readonly Actor[],
  sentence: number,
  gender: Gender,
  genders: ReadonlyMap<Person, Gender>,
): Person | null {
  let best: Person | null = null;
  let bestScore = -Infinity;
  for (const actor of actors.slice(-MEMORY).reverse()) {
    const known = genders.get(actor.person);
    const distance = sentence - actor.sentence;
    if ((known && known !== gender) || distance > REACH) continue;
    const score = actor.weight - 2 * distance + (known ? 3 : 0);
    if (score > bestScore) {
      bestScore = score;
      best = actor.person;
    }
  }
  return best;
}

/** 3 for a likely subject, 0 for an object or owner. */
function weightOf(sentence: readonly Item[], i: number, first: boolean): number {
  if (/^'s?$/.test(sentence[i + 1]?.lower ?? '')) return 0;
  let b = i - 1;
  while (b >= 0 && i - b < 8 && sentence[b]?.kind === 'word' && titles.has(sentence[b]?.lower ?? '')) b -= 1;
  const before = sentence[b];
  if (before?.kind === 'word' && prepositions.has(before.lower)) return 0;
  return first ? 3 : 1;
}
