import { isPossessive } from './role-organisation.ts';
import type { Run } from './tagger/runs.ts';
import type { Word } from './tagger/words.ts';

const PREPOSITIONS = new Set(
  'of in at from for to with without on by after before during about over under since until against between near'.split(
    ' ',
  ),
);
const CONJUNCTIONS = new Set('and or but as when while where who whose whom which that'.split(' '));

/**
 * Whether the role at `from`, before a comma, can belong to the name after it, which ends at `nameEnd`. In
 * "with the president, Mr Trump said" it cannot: the role is an object, and the name starts a clause.
 */
export function canIntroduce(words: readonly Word[], from: number, nameEnd: number): boolean {
  if (endsApposition(words[nameEnd])) return true;
  let at = from - 1;
  const owner = words[at];
  if (owner && isPossessive(owner)) {
    at -= 1;
    while (from - at < 6 && words[at]?.capital) at -= 1;
  } else if (owner?.kind !== 'mark' && !isObjective(owner)) at -= 1;
  return !isObjective(words[at]);
}

/**
 * Whether the role after a name belongs to it and is not a subject or owner: "After meeting Mr Trump, the
 * president said".
 */
export function isOwnApposition(words: readonly Word[], role: Run): boolean {
  const next = words[role.to];
  if (endsApposition(next)) return true;
  if (!next || isPossessive(next)) return false;
  const ofSomething = words.slice(role.from, role.to).some((word) => word.lower === 'of');
  const opens = words[0]?.lower ?? '';
  return ofSomething && !(isVerb(next) && (PREPOSITIONS.has(opens) || CONJUNCTIONS.has(opens)));
}

/**
 * Whether a role between two names ("Mr Trump, the Ukrainian president, Mr Zelensky") belongs to the
 * second, which ends at `nameEnd`: only if a comma and a verb follow ("..., said"). Otherwise the names are
 * a list, in which roles belong to the name before.
 */
export function isOfNameAfter(words: readonly Word[], nameEnd: number): boolean {
  const next = words[nameEnd + 1];
  return words[nameEnd]?.text === ',' && next !== undefined && isVerb(next);
}

/** Whether an apposition can end before `next`. */
function endsApposition(next: Word | undefined): boolean {
  if (next === undefined || next.capital || (next.kind === 'mark' && !isPossessive(next))) return true;
  return PREPOSITIONS.has(next.lower) || CONJUNCTIONS.has(next.lower);
}

/** Whether an object can follow, as after a preposition or a verb. */
function isObjective(word: Word | undefined): boolean {
  return word !== undefined && (PREPOSITIONS.has(word.lower) || isVerb(word) || word.lower.endsWith('ing'));
}

const AUXILIARIES = new Set(
  'is was has had will would did does can could may might must should are were have'.split(' '),
);

/** A rough test that is good enough beside names and roles. */
function isVerb({ kind, lower, capital }: Word): boolean {
  if (kind !== 'other' && kind !== 'speech') return false;
  return !capital && (kind === 'speech' || AUXILIARIES.has(lower) || /\p{Ll}{2}(?:ed|\p{Ll}s)$/u.test(lower));
}
