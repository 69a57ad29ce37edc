import type { Ledger, Letter, Observed, Poison, Violation } from './contract.ts';
import { placeOf } from './fields.ts';

/**
 * Compares poison messages with dead letters. Each poison message needs one (`poison-lost`) with its original
 * key, value and producer (`poison-altered`), a reason (`letter-without-reason`) and an indexed document
 * (`letter-not-indexed`). Valid messages must not have one (`false-letter`). A message processed twice may
 * have two dead letters, and one resent after an unclear answer is stored at a second place.
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

/** Finds the dead letter of a poison message by place, or by article if a later stage rejects it. */
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
      message: `the dead letter of ${place} cannot be compared: the topic no longer holds the original and no producer sent it`,
    });
  if (originals.some((original) => original !== digest))
    violations.push({
      kind: 'poison-altered',
      message: `the dead letter of ${place} differs from the message in key, value or producer`,
    });
  if (reason === '' || errorClass === '' || stage === '')
    violations.push({
      kind: 'letter-without-reason',
      message: `the dead letter of ${place} lacks its stage, error class or reason`,
    });
  if (!indexed)
    violations.push({
      kind: 'letter-not-indexed',
      message: `the dead letter of ${place} is not indexed`,
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
    message: `${stage} rejected a valid message at ${placeOf(letter)}: ${errorClass}: ${reason.slice(0, 200)}`,
  };
}
