import type { Annotations } from '@gazette/schemas';
import type { GoldArticle } from './gold-articles.ts';

/** What was found in an article of the gold set. */
export interface Answer {
  readonly article: GoldArticle;
  readonly found: Annotations;
}

/** A measure, between 0 and 1, and its misses. */
export interface Measure {
  readonly value: number;
  /** One line per miss: `article: what was expected; what was found`. */
  readonly misses: readonly string[];
}

/**
 * Persons: the share of those in the text found with the right id and exactly the forms of the name in the
 * text.
 */
export function rightPersons(answers: readonly Answer[]): Measure {
  return share(
    answers.flatMap(({ article, found }) =>
      article.gold.persons.map(({ id, mentions }) => {
        const person = found.persons.find((other) => other.id === id);
        const expected = formsOf(mentions);
        const actual = person ? formsOf(person.mentions) : 'nobody';
        return {
          right: actual === expected,
          miss: `${article.gold.article}: ${id}: ${expected}; found ${actual}`,
        };
      }),
    ),
  );
}

/** Persons: the share of those found that are in the text, by id. */
export function personPrecision(answers: readonly Answer[]): Measure {
  return share(
    answers.flatMap(({ article, found }) =>
      found.persons.map(({ id, name }) => ({
        right: article.gold.persons.some((person) => person.id === id),
        miss: `${article.gold.article}: ${id} (${name}) is not in it`,
      })),
    ),
  );
}

function formsOf(mentions: readonly { readonly text: string }[]): string {
  return [...new Set(mentions.map(({ text }) => text))].sort().join(' | ');
}

/** Issues: micro F1 over all articles. */
export function issuesF1(answers: readonly Answer[]): Measure {
  const count = { right: 0, found: 0, gold: 0 };
  const misses: string[] = [];
  for (const { article, found } of answers) {
    const ids = found.issues.map(({ id }) => id);
    const right = ids.filter((id) => article.gold.issues.includes(id)).length;
    count.right += right;
    count.found += ids.length;
    count.gold += article.gold.issues.length;
    if (right < Math.max(ids.length, article.gold.issues.length))
      misses.push(`${article.gold.article}: ${article.gold.issues.join(', ')}; found ${ids.join(', ')}`);
  }
  return { value: f1(count), misses };
}

/** Dates: F1 of spans that overlap, and of those that overlap and have the right value, after TempEval-3. */
export function datesF1(answers: readonly Answer[], right: 'overlap' | 'value'): Measure {
  const count = { right: 0, found: 0, gold: 0 };
  const misses: string[] = [];
  for (const { article, found } of answers) {
    const free = new Set(found.dates);
    for (const gold of article.gold.dates) {
      const span = spanOf(article, gold);
      const date = [...free].find(
        (other) => other.field === gold.field && other.start < span.end && span.start < other.end,
      );
      if (date) free.delete(date);
      if (date && (right === 'overlap' || date.value === gold.value)) count.right += 1;
      else
        misses.push(
          `${article.gold.article}: ${gold.text} ${gold.value}; found ${date?.text ?? 'nothing'} ${date?.value ?? ''}`,
        );
    }
    count.found += found.dates.length;
    count.gold += article.gold.dates.length;
    misses.push(
      ...[...free].map(({ text, value }) => `${article.gold.article}: ${text} ${value} is not a date`),
    );
  }
  return { value: f1(count), misses };
}

/** Quotes: the share with the right speaker, or rightly without one. */
export function rightSpeakers(answers: readonly Answer[]): Measure {
  return share(
    answers.flatMap(({ article, found }) =>
      article.gold.quotes.map((gold) => {
        const span = spanOf(article, gold);
        const quote = found.quotes.find(
          (other) => other.field === gold.field && other.start < span.end && span.start < other.end,
        );
        const speaker = quote?.speaker?.personId ?? null;
        return {
          right: quote !== undefined && speaker === gold.speaker,
          miss: `${article.gold.article}: “${gold.text.slice(0, 40)}” ${gold.speaker}; found ${quote ? speaker : 'no quote'}`,
        };
      }),
    ),
  );
}

/** UTF-16 offsets of the nth occurrence. Throws an Error if there are fewer. */
function spanOf(
  article: GoldArticle,
  { field, text, nth }: { readonly field: 'title' | 'body'; readonly text: string; readonly nth: number },
): { readonly start: number; readonly end: number } {
  let start = -1;
  for (let seen = 0; seen <= nth; seen += 1) {
    start = article[field].indexOf(text, start + 1);
    if (start < 0)
      throw new Error(
        `${article.gold.article}: expected “${text}” ${nth + 1} times in the ${field}, found it ${seen} times`,
      );
  }
  return { start, end: start + text.length };
}

function share(judged: readonly { readonly right: boolean; readonly miss: string }[]): Measure {
  const misses = judged.filter(({ right }) => !right).map(({ miss }) => miss);
  return { value: 1 - misses.length / Math.max(1, judged.length), misses };
}

function f1({
  right,
  found,
  gold,
}: {
  readonly right: number;
  readonly found: number;
  readonly gold: number;
}): number {
  return (2 * right) / Math.max(1, found + gold);
}
