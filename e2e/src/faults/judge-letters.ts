import type { Ledger, Letter, Observed, Poison, Violation } from './contract.ts';

/**
 * Holds poison against dead letters: each poisonous message has one (`poison-lost`) with its original bytes (`poison-altered`), a reason
 * (`letter-without-reason`) and a document that operators find (`letter-not-indexed`); and no good message has one (`false-letter`).
 * A message that was worked on twice may have died twice.
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
  return [
    ...violations,
    ...letters.flatMap((letter) =>
      places.has(placeOf(letter)) || isOf(poison, letter)
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
  const sent = poison.find((message) => message.articleId === null && placeOf(message) === place);
  const violations: Violation[] = [];
  if (digest !== (sent?.digest ?? originalDigest ?? digest))
    violations.push({
      kind: 'poison-altered',
      message: `the letter of ${place} holds other bytes than the message had`,
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

function placeOf({ topic, partition, offset }: Pick<Letter, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}/${offset}`;
}
