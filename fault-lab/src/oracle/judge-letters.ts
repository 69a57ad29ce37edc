import type { Ledger, Letter, Observed, Poison, Violation } from './contract.ts';
import { placeOf } from './fields.ts';

/**
 * Holds poison against dead letters: each poisonous message has one (`poison-lost`) with its original key, bytes and
 * producer, those that were sent and those that the topic holds (`poison-altered`), a reason
 * (`letter-without-reason`) and a document that operators find (`letter-not-indexed`); and no good message has one (`false-letter`).
 * A message that was worked on twice may have died twice, and one that was sent again after an unclear answer has a second place.
 */
export function judgeLetters({ poison }: Ledger, { letters }: Observed): readonly Violation[] {
  const letterOf = letterFinder(letters);
  const expected = new Set<Letter>();

  const violations = poison.flatMap((message): readonly Violation[] => {
    const letter = letterOf(message);
    if (!letter)
      return [{ kind: 'poison-lost', message: `${message.kind} at ${placeOf(message)} has no dead letter` }];
    expected.add(letter);
    return [];
  });
  const places = new Set([...expected].map(placeOf));
  const sent = new Set(poison.map(({ digest }) => digest));
  return [
    ...violations,
    ...letters.flatMap((letter) =>
      places.has(placeOf(letter)) || isOf(poison, letter) || sent.has(letter.digest)
        ? judgeLetter(letter, poison)
        : [falseLetter(letter)],
    ),
  ];
}

/** Finds the dead letter of a poisonous message: by its place, or by its article where it dies further down the line. */
export function letterFinder(letters: readonly Letter[]): (poison: Poison) => Letter | undefined {
  const byPlace = new Map(letters.map((letter) => [placeOf(letter), letter]));
  const byArticle = new Map(letters.map((letter) => [letter.articleId, letter]));
  return (poison) =>
    poison.articleId === null ? byPlace.get(placeOf(poison)) : byArticle.get(poison.articleId);
}

function judgeLetter(letter: Letter, poison: readonly Poison[]): readonly Violation[] {
  const { digest, originalDigest, reason, errorClass, stage, indexed } = letter;
  const place = placeOf(letter);
  const sent = poison.find((message) => placeOf(message) === place);
  const originals = [sent?.digest, originalDigest].filter((original) => original != null);
  const violations: Violation[] = [];
  if (originals.length === 0)
    violations.push({
      kind: 'poison-altered',
      message: `the letter of ${place} cannot be compared: the topic no longer has its original, nor was it sent by a producer`,
    });
  if (originals.some((original) => original !== digest))
    violations.push({
      kind: 'poison-altered',
      message: `the letter of ${place} holds another key, other bytes or another producer than the message had`,
    });
  if (reason === '' || errorClass === '' || stage === '')
    violations.push({
      kind: 'letter-without-reason',
      message: `the letter of ${place} does not say who refused it and why`,
    });
  if (!indexed)
    violations.push({
      kind: 'letter-not-indexed',
      message: `the letter of ${place} is not where operators look`,
    });
  return violations;
}

function isOf(poison: readonly Poison[], letter: Letter): boolean {
  return poison.some(({ articleId }) => articleId !== null && articleId === letter.articleId);
}

function falseLetter(letter: Letter): Violation {
  const { articleId, stage, errorClass, reason } = letter;
  return {
    kind: 'false-letter',
    ...(articleId === null ? {} : { articleId }),
    message: `${stage} refused a good message at ${placeOf(letter)}: ${errorClass}: ${reason.slice(0, 200)}`,
  };
}
