import { describe, expect, it } from '@jest/globals';
import { readColumns, toCsvArticle } from './csv-article.ts';

describe('readColumns', () => {
  it('matches columns to fields regardless of case and punctuation', () => {
    expect(readColumns(['\uFEFFTitle', 'BODY', 'Published at', 'external_id', 'Section'], {})).toEqual({
      fields: ['title', 'body', 'publishedAt', 'externalId', null],
      skipped: ['Section'],
    });
  });

  it('prefers a given column over a matching name', () => {
    expect(readColumns(['Title', 'Headline', 'body'], { title: 'Headline' }).fields).toEqual([
      null,
      'title',
      'body',
    ]);
  });

  it.each([
    { header: ['headline', 'body'], given: {}, problem: '--column title=NAME), found headline, body' },
    {
      header: ['title', 'body'],
      given: { url: 'Link' },
      problem: 'expected a column Link, found title, body',
    },
    { header: ['title', 'body'], given: { colour: 'body' }, problem: 'found colour' },
    { header: ['title', 'Title', 'body'], given: {}, problem: 'one column for title' },
  ])('refuses $header with $given', ({ header, given, problem }) => {
    expect(() => readColumns(header, given as Record<string, string>)).toThrow(problem);
  });
});

describe('toCsvArticle', () => {
  const columns = readColumns(['title', 'section', 'body', 'url'], {});

  it('omits empty values and columns that are not fields', () => {
    expect(toCsvArticle(columns, ['Talks', 'World', 'They met.', ' '])).toEqual({
      title: 'Talks',
      body: 'They met.',
    });
  });

  it('refuses a row whose length differs from the header', () => {
    expect(() => toCsvArticle(columns, ['Talks', 'They met.'])).toThrow(
      'expected 4 fields as in the header, found 2',
    );
  });
});
