import { describe, expect, it } from '@jest/globals';
import { parseQuery } from './parse-query.ts';

describe('parseQuery', () => {
  it('returns the newest articles when no parameter is given', () => {
    expect(parseQuery(new URLSearchParams())).toEqual({
      texts: [],
      persons: [],
      issues: [],
      publishedFrom: [],
      publishedTo: [],
      mentions: [],
      sources: [],
      stories: [],
      size: 20,
      after: null,
      order: 'published',
      view: 'whole',
    });
  });

  it.each([
    { query: 'text=a', part: { order: 'relevance' } },
    { query: 'text=a&sort=published', part: { order: 'published' } },
    { query: 'person=a&person=b', part: { persons: ['a', 'b'] } },
    { query: 'person=+Keir+', part: { persons: ['Keir'] } },
    { query: 'from=2025', part: { publishedFrom: ['2025-01-01T00:00:00.000Z'] } },
    { query: 'to=2025', part: { publishedTo: ['2025-12-31T23:59:59.999Z'] } },
    { query: 'to=2024-02', part: { publishedTo: ['2024-02-29T23:59:59.999Z'] } },
    {
      query: 'mentions=2025-W09',
      part: { mentions: [{ gte: '2025-02-24T00:00:00.000Z', lte: '2025-03-02T23:59:59.999Z' }] },
    },
    {
      query: 'mentions=2025..2026-01',
      part: { mentions: [{ gte: '2025-01-01T00:00:00.000Z', lte: '2026-01-31T23:59:59.999Z' }] },
    },
    { query: 'size=0', part: { size: 0 } },
    { query: 'view=summary', part: { view: 'summary' } },
  ])('reads $query', ({ query, part }) => {
    expect(parseQuery(new URLSearchParams(query))).toMatchObject(part);
  });

  it.each([
    { query: 'from=2025&from=x&size=1000', message: /from: .*found "x"; size: .*found "1000"/ },
    { query: 'mentions=1..2..3', message: /mentions: .*range of two.*found "1\.\.2\.\.3"/ },
    { query: '__proto__=1', message: /__proto__: unknown/ },
  ])('rejects $query and names every problem in one message', ({ query, message }) => {
    expect(() => parseQuery(new URLSearchParams(query))).toThrow(message);
  });
});
