import { describe, expect, it } from '@jest/globals';
import { phraseForms } from './phrases.ts';

describe('phraseForms', () => {
  it.each([
    { case: 'an optional ending', phrase: 'tariff(s)', forms: ['tariff', 'tariffs'] },
    { case: 'a choice of endings', phrase: 'dut(y|ies)', forms: ['duty', 'duties'] },
    {
      case: 'an optional word',
      phrase: 'trade (policy )talks',
      forms: ['trade talks', 'trade policy talks'],
    },
    {
      case: 'two groups',
      phrase: '(un)paid bill(s)',
      forms: ['paid bill', 'paid bills', 'unpaid bill', 'unpaid bills'],
    },
    { case: 'hyphens as spaces', phrase: 'same-sex', forms: ['same sex'] },
    { case: 'no possessive', phrase: "women's rights", forms: ['women rights'] },
    { case: 'a decimal number and its percent sign', phrase: '2.5% of GDP', forms: ['2.5 % of gdp'] },
  ])('writes out $case', ({ phrase, forms }) => {
    expect(phraseForms(phrase).map((form) => form.words.join(' '))).toEqual(forms);
  });

  it('keeps which capitals each word asks for', () => {
    expect(phraseForms('the AI Act').map((form) => form.capitals)).toEqual([['any', 'all', 'first']]);
  });

  it.each([
    { case: 'an open parenthesis', phrase: 'tariff(s', reason: 'unpaired parenthesis' },
    { case: 'a choice outside of one', phrase: 'a|b', reason: 'unpaired parenthesis or a |' },
    { case: 'a form without words', phrase: '(trade)', reason: 'a form without words' },
    { case: 'a mark that breaks texts', phrase: 'now, then', reason: 'a mark that no phrase can match' },
    {
      case: 'too many forms',
      phrase: '(a|b|c|d) (a|b|c|d) (a|b|c|d) (a|b|c|d) (a|b)',
      reason: 'more than 256 forms',
    },
  ])('refuses $case', ({ phrase, reason }) => {
    expect(() => phraseForms(phrase)).toThrow(reason);
  });
});
