import type { ArticlesAnswer } from './operations/search-articles.ts';

/** Formats search hits for a terminal: the title, then one fact per line. */
export function printHits({
  total,
  hits,
  resolved,
}: Pick<ArticlesAnswer, 'total' | 'hits' | 'resolved'>): string {
  const unknown = [...resolved.persons, ...resolved.issues].filter(({ matches }) => matches.length === 0);
  const lines = [
    ...unknown.map(({ asked }) => `No person or issue matches "${printable(asked)}".`),
    ...hits.flatMap(printHit),
    total === hits.length ? articles(total) : `${hits.length} of ${articles(total)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function printHit(hit: ArticlesAnswer['hits'][number]): string[] {
  const facts = [
    ['date', hit.publishedAt === null ? 'unknown' : printDate(hit.publishedAt, hit.publishedAtPrecision)],
    ['source', hit.source ?? ''],
    ['id', hit.id],
    ['url', hit.url ?? ''],
    ['persons', hit.persons.map((person) => `${person.name} (${person.id})`).join(', ')],
    ['issues', hit.issues.map((issue) => `${issue.label} (${issue.id})`).join(', ')],
  ] as const;
  const shown = facts.filter(([, value]) => value !== '');
  return [
    printable(hit.title),
    ...shown.map(([name, value]) => `  ${name.padEnd(8)} ${printable(value)}`),
    '',
  ];
}

/** The date, as precise as its source gave it. */
function printDate(instant: string, precision: string | null): string {
  const lengths: Readonly<Record<string, number>> = { year: 4, month: 7, day: 10 };
  const length = lengths[precision ?? ''];
  return length === undefined ? `${instant.slice(0, 16).replace('T', ' ')} UTC` : instant.slice(0, length);
}

/** Removes control characters, which could move the terminal's cursor. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}

function articles(count: number): string {
  return `${count} ${count === 1 ? 'article' : 'articles'}`;
}
