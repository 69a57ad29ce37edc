import { describe, expect, it } from '@jest/globals';
import { deadLetterQuery, deadLetterTime } from './dead-letter-query.ts';

const redriven = { exists: { field: 'redrivenAt' } };

describe('deadLetterQuery', () => {
  it('selects waiting dead letters by default', () => {
    expect(deadLetterQuery({})).toEqual({ bool: { filter: [], must_not: [redriven] } });
  });

  it('requires every given filter to match', () => {
    const query = deadLetterQuery({
      stage: 'indexer',
      errorClass: 'too-large',
      reason: ['immense', 'term'],
      from: 'now-1h',
      state: 'redriven',
    });

    expect(query).toEqual({
      bool: {
        filter: [
          { term: { stage: 'indexer' } },
          { term: { errorClass: 'too-large' } },
          { match: { reason: { query: 'immense', operator: 'and' } } },
          { match: { reason: { query: 'term', operator: 'and' } } },
          { range: { lastAt: { gte: 'now-1h' } } },
          redriven,
        ],
        must_not: [],
      },
    });
  });
});

describe('deadLetterTime', () => {
  it.each([
    { bound: 'from', text: '2025-02-27', time: '2025-02-27T00:00:00.000Z' },
    { bound: 'to', text: '2025-02-27', time: '2025-02-27T23:59:59.999Z' },
    { bound: 'to', text: '2025-02-27T09:30Z', time: '2025-02-27T09:30:59.999Z' },
    { bound: 'from', text: 'now-90m', time: 'now-90m' },
    { bound: 'from', text: 'yesterday', time: null },
    { bound: 'from', text: 'now||/d', time: null },
  ] as const)('reads $text as the bound $bound: $time', ({ bound, text, time }) => {
    expect(deadLetterTime(bound, text)).toBe(time);
  });
});
