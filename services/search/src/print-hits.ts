import type { ArticlesAnswer } from './operations/search-articles.ts';

/** Search hits for a terminal: title, then date, source, id, address, persons and issues, one to a line. */
export function printHits({
  total,
  hits,
  resolved,
}: Pick<ArticlesAnswer, 'total' | 'hits' | 'resolved'>): string {
  const unknown = [...resolved.persons, ...resolved.issues].filter(({ matches }) => matches.length === 0);
  const lines = [
    ...unknown.map(({ asked }) => `Nothing in the index is called ${printable(asked)}.`),
    ...hits.flatMap(printHit),
    total === hits.length ? articles(total) : `${hits.length} of ${articles(total)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function printHit(hit: ArticlesAnswer['hits'][number]): string[] {
  const facts = [
    ['date', hit.publishedAt === null ? 'not known' : printDate(hit.publishedAt, hit.publishedAtPrecision)],
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

/** As precise as the source was. */
function printDate(instant: string, precision: string | null): string {
  const lengths: Readonly<Record<string, number>> = { year: 4, month: 7, day: 10 };
  const length = lengths[precision ?? ''];
  return length === undefined ? `${instant.slice(0, 16).replace('T', ' ')} UTC` : instant.slice(0, length);
}

/** An article must not move the reader's cursor. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}

function articles(count: number): string {
  return `${count} ${count === 1 ? 'article' : 'articles'}`;
}
