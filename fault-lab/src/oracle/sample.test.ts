import { expect, it } from '@jest/globals';
import { aRawArticle } from '@gazette/schemas/testing';
import { openSample } from './sample.ts';

const anArticle = (place: number, revision: number) =>
  aRawArticle({ id: String(place).padStart(3, '0'), revision });

it('keeps every article in its newest revision when there are few', () => {
  const sample = openSample(2);
  for (const article of [anArticle(1, 5), anArticle(2, 1), anArticle(1, 4), anArticle(2, 2)])
    sample.add(article);

  expect(sample.newest()).toEqual([anArticle(1, 5), anArticle(2, 2)]);
});

it('keeps between one and two times the requested number, in newest revisions', () => {
  const sample = openSample(10);
  for (const revision of [1, 2]) {
    for (let count = 0; count < 100; count += 1) sample.add(anArticle((count * 37) % 100, revision));
  }

  const newest = sample.newest();
  expect(newest.length).toBeGreaterThanOrEqual(10);
  expect(newest.length).toBeLessThan(20);
  expect(new Set(newest.map(({ revision }) => revision))).toEqual(new Set([2]));
});
