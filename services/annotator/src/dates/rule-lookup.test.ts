import { describe, expect, it } from '@jest/globals';
import { analyse } from '../text.ts';
import { dayOf } from './calendar.ts';
import { findDates } from './dates.ts';
import { date, rule } from './rule.ts';
import { createRuleLookup, openers } from './rule-lookup.ts';

const normalise = () => date('2025');
const rulesAt = createRuleLookup([
  rule('century', ['the', '#'], String.raw`(?:the\s)?(?:first|\d{1,2}th)\scentury`, 1, normalise),
  rule('past', ['the', 'past'], String.raw`(?:the\s)?past(?:\sweeks?)?`, 1, normalise),
  rule('hour', ['half', 'one'], String.raw`half\san?\shours?|one\sday`, 1, normalise),
]);

/** The rules tried at the first word. */
function namesAt(words: string): string {
  const [first, second] = analyse({ title: words, body: '' }).title.paragraphs[0]?.sentences[0]?.tokens ?? [];
  return first
    ? rulesAt(first, second)
        .map(({ name }) => name)
        .join(' ')
    : '';
}

describe('createRuleLookup', () => {
  it.each([
    ['the government', ''],
    ['the first', 'century'],
    ['the past', 'past'],
    ['the', 'century past'],
    ['the 19th', 'century past'],
    ['past glory', 'past'],
    ['past-due bills', 'past'],
    ['half a', 'hour'],
    ['half an', 'hour'],
    ['half all', ''],
    ['one day', 'hour'],
    ['19th people', 'century'],
    ['government', ''],
  ])('tries at "%s": %s', (words, names) => {
    expect(namesAt(words)).toBe(names);
  });

  it.each([...openers])('finds no date in the opener "%s" alone', (opener) => {
    expect(findDates(analyse({ title: '', body: opener }), dayOf(2025, 2, 27))).toEqual([]);
  });
});
