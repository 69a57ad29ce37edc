import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RawArticle } from '@gazette/schemas';
import { aRawArticle } from '@gazette/schemas/testing';
import { type GoldArticle, readGoldArticles } from '../scripts/evaluation/gold-articles.ts';
import {
  type Answer,
  datesF1,
  issuesF1,
  type Measure,
  personPrecision,
  rightPersons,
  rightSpeakers,
} from '../scripts/evaluation/gold-scores.ts';
import { loadKnowledge } from './adapters/knowledge.ts';
import { createAnnotate } from './annotate.ts';

const ROOT = join(import.meta.dirname, '..');

/**
 * Floors in percent, a little below what the shipped knowledge reaches: raise one when its measure has
 * risen.
 */
const FLOORS: readonly (readonly [string, number, (answers: readonly Answer[]) => Measure])[] = [
  ['persons with the right id and all their names', 96, rightPersons],
  ['persons found that are in the text', 97, personPrecision],
  ['issues, F1', 88, issuesF1],
  ['dates, F1 of spans that overlap', 99, (answers) => datesF1(answers, 'overlap')],
  ['dates, F1 of values', 97, (answers) => datesF1(answers, 'value')],
  ['speakers of quotes', 92, rightSpeakers],
];

describe('the shipped annotators on the sample articles', () => {
  let answers: readonly Answer[] = [];

  beforeAll(async () => {
    const annotate = createAnnotate(await loadKnowledge(join(ROOT, 'data')));
    const articles = readGoldArticles(join(ROOT, '../../packages/dev/newsroom/articles'), join(ROOT, 'gold'));
    answers = articles.flatMap((article) => {
      const { annotations } = annotate(toRawArticle(article));
      return annotations === null ? [] : [{ article, found: annotations }];
    });
  });

  it('annotate every article that has hand-made annotations', () => {
    expect(answers.length).toBeGreaterThanOrEqual(29);
    expect(answers.filter(({ found }) => found.language.code !== 'en')).toEqual([]);
  });

  it.each(FLOORS)('reach the floor of %s: %d %%', (name, floor, measure) => {
    const { value, misses } = measure(answers);
    const percent = Math.round(10_000 * value) / 100;

    expect({ percent, report: percent >= floor ? '' : reportOf(name, percent, floor, misses) }).toEqual({
      percent,
      report: '',
    });
  });
});

function toRawArticle({ title, body, publishedAt }: GoldArticle): RawArticle {
  return aRawArticle({ title, body, publishedAt, language: null });
}

function reportOf(name: string, percent: number, floor: number, misses: readonly string[]): string {
  return [`${name}: expected at least ${floor} %, found ${percent} %`, ...misses].join('\n');
}
