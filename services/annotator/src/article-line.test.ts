import { describe, expect, it } from '@jest/globals';
import { parseArticleLine } from './article-line.ts';

describe('parseArticleLine', () => {
  it.each([
    ['2025-02-27', '2025-02-27T00:00:00.000Z'],
    ['2025-02-27T18:20:00Z', '2025-02-27T18:20:00.000Z'],
    ['2025-02-27T18:20', '2025-02-27T18:20:00.000Z'],
    ['2025-02-27T18:20:00+0100', '2025-02-27T17:20:00.000Z'],
    ['2025-02-27 18:20:00.5-05:00', '2025-02-27T23:20:00.500Z'],
  ])('reads the publication time %s', (publishedAt, expected) => {
    const line = parseArticleLine(JSON.stringify({ id: 'a', body: '', publishedAt }));

    expect(line).toMatchObject({ article: { publishedAt: Date.parse(expected) } });
  });

  it('treats a blank publication time as unknown', () => {
    const line = parseArticleLine('{"id":"a","body":"","publishedAt":" "}');

    expect(line).toMatchObject({ article: { publishedAt: null } });
  });

  it('accepts an article with only id and body', () => {
    expect(parseArticleLine('{"id":7,"body":"Text."}')).toMatchObject({
      id: 7,
      article: { id: '7', title: '', body: 'Text.', publishedAt: null, language: null },
    });
  });

  it.each([
    { line: 'nonsense', id: null, error: 'expected a JSON object' },
    { line: '[]', id: null, error: 'expected object' },
    { line: '{"id":"a"}', id: 'a', error: 'body' },
    { line: '{"body":"Text."}', id: null, error: 'id' },
    { line: '{"id":"a","body":"","publishedAt":"yesterday"}', id: 'a', error: 'found "yesterday"' },
    { line: '{"id":"a","body":"","publishedAt":"2025-02-30"}', id: 'a', error: 'found "2025-02-30"' },
  ])('reports the problem of $line', ({ line, id, error }) => {
    expect(parseArticleLine(line)).toEqual({ id, error: expect.stringContaining(error) });
  });
});
