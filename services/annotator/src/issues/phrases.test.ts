import { describe, expect, it } from '@jest/globals';
import { phraseForms } from './phrases.ts';

describe('phraseForms', () => {
  it.each([
    { case: 'expands an optional ending', phrase: 'tariff(s)', forms: ['tariff', 'tariffs'] },
    { case: 'expands a choice of endings', phrase: 'dut(y|ies)', forms: ['duty', 'duties'] },
    {
      case: 'expands an optional word',
      phrase: 'trade (policy )talks',
      forms: ['trade talks', 'trade policy talks'],
    },
    {
      case: 'expands two groups',
      phrase: '(un)paid bill(s)',
      forms: ['paid bill', 'paid bills', 'unpaid bill', 'unpaid bills'],
    },
    { case: 'reads hyphens as spaces', phrase: 'same-sex', forms: ['same sex'] },
    { case: 'drops a possessive', phrase: "women's rights", forms: ['women rights'] },
    { case: 'keeps a decimal number and its percent sign', phrase: '2.5% of GDP', forms: ['2.5 % of gdp'] },
  ])('$case', ({ phrase, forms }) => {
    expect(phraseForms(phrase).map((form) => form.words.join(' '))).toEqual(forms);
  });

  it('keeps the capitals that each word requires', () => {
    expect(phraseForms('the AI Act').map((form) => form.capitals)).toEqual([['any', 'all', 'first']]);
  });

  it.each([
    { case: 'an open parenthesis', phrase: 'tariff(s', reason: 'unpaired parenthesis' },
    { case: 'a choice without parentheses', phrase: 'a|b', reason: 'unpaired parenthesis or a |' },
    { case: 'a form without words', phrase: '(trade)', reason: 'a form without words' },
    { case: 'a mark that breaks the text', phrase: 'now, then', reason: 'a mark that no phrase can match' },
    {
      case: 'too many forms',
      phrase: '(a|b|c|d) (a|b|c|d) (a|b|c|d) (a|b|c|d) (a|b)',
      reason: 'more than 256 forms',
    },
  ])('rejects $case', ({ phrase, reason }) => {
    expect(() => phraseForms(phrase)).toThrow(reason);
  });
});
