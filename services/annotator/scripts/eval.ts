import { join } from 'node:path';
import { aRawArticle } from '@gazette/schemas/testing';
import type { Annotations, RawArticle } from '@gazette/schemas';
import { loadKnowledge } from '../src/adapters/knowledge.ts';
import { createAnnotate } from '../src/annotate.ts';
import {
  type Pair,
  scoreConfidence,
  scoreDates,
  scoreIssues,
  scorePersons,
  scoreQuotes,
  type Score,
} from './evaluation/scores.ts';
import { type Gold, readSet, type SetName } from './evaluation/sets.ts';

/**
 * Measures the annotators on sets with hand-made truth: `npm run eval -- DIR`, where DIR has `persons/`,
 * `dates/`, `quotes/` and `issues/`, each with a `.jsonl` file. Missing sets are skipped. Offsets in the
 * sets count code points.
 */
const [dir] = process.argv.slice(2);
if (dir === undefined) {
  console.error('usage: npm run eval -- DIR, with DIR/persons, DIR/dates, DIR/quotes or DIR/issues in it');
  process.exit(2);
}

const annotate = createAnnotate(await loadKnowledge(join(import.meta.dirname, '../data')));

const persons = pairs('persons', ({ id, body }) => ({ id, body }));
show('persons', scorePersons(persons));
show('persons, sure', scoreConfidence(persons));
const dates = pairs('dates', ({ id, text, dct }) => ({
  id,
  body: text,
  publishedAt: instantOf(dct),
}));
show('dates', scoreDates(dates));
show('dates, DATE only', scoreDates(dates, 'DATE'));
show(
  'quotes',
  scoreQuotes(
    pairs('quotes', ({ id, text, date }) => ({
      id,
      body: text,
      publishedAt: instantOf(date),
    })),
  ),
);
show(
  'issues',
  scoreIssues(
    pairs('issues', ({ id, title, lead, date }) => ({
      id,
      title,
      body: lead,
      publishedAt: instantOf(date),
    })),
  ),
);

function pairs<Name extends SetName>(
  name: Name,
  toArticle: (gold: Gold<Name>) => Partial<RawArticle>,
): readonly Pair<Gold<Name>>[] {
  return (readSet(String(dir), name) ?? []).map((gold) => ({ gold, found: annotationsOf(toArticle(gold)) }));
}

/** Midnight (UTC) of the day; null if there is none. */
function instantOf(date: string | null | undefined): number | null {
  const instant = Date.parse(date?.slice(0, 10) ?? '');
  return Number.isNaN(instant) ? null : instant;
}

function annotationsOf(article: Partial<RawArticle>): Annotations {
  const { annotations } = annotate(aRawArticle({ title: '', publishedAt: null, language: null, ...article }));
  if (annotations === null) throw new Error('expected annotations of an article, found those of a delete');
  return annotations;
}

function show(name: string, score: Score): void {
  const figures = Object.entries(score).map(([measure, value]) => `${measure} ${value}`);
  console.log(`${name.padEnd(18)}${figures.join('   ')}`);
}
