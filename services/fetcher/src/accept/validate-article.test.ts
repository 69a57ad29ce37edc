import { describe, expect, it } from '@jest/globals';
import { anIncomingArticle } from '@gazette/schemas/testing';
import { validateArticle } from './validate-article.ts';

const NOW = Date.UTC(2025, 1, 27, 12);
const DAY_MS = 24 * 60 * 60 * 1000;

describe('a valid article', () => {
  it.each([
    { case: 'no dates', fields: { publishedAt: null, modifiedAt: null } },
    { case: 'a date in the year 1500', fields: { publishedAt: Date.UTC(1500, 0, 1) } },
    { case: 'a date two days ahead', fields: { publishedAt: NOW + 2 * DAY_MS } },
    { case: 'a language with a region', fields: { language: 'en-GB' } },
    { case: 'a language with an extension', fields: { language: 'de-u-co-phonebk' } },
    { case: 'no source and no byline, as empty texts', fields: { source: '', byline: '' } },
    { case: 'an emoji, which is a surrogate pair', fields: { title: 'Talks \u{1F600}' } },
  ])('may have $case', ({ fields }) => {
    expect(validateArticle(anIncomingArticle(fields), NOW)).toEqual([]);
  });
});

describe('an article is refused', () => {
  it.each([
    {
      case: 'it was published in the year 0',
      fields: { publishedAt: Date.parse('0000-01-01') },
      field: 'publishedAt',
      detail: 'expected a date from the year 1500 to two days from now, found 0000-01-01T00:00:00.000Z',
    },
    {
      case: 'its date was written in microseconds',
      fields: { publishedAt: NOW * 1000 },
      field: 'publishedAt',
      detail: 'expected a date from the year 1500 to two days from now, found +057129-03-31T00:00:00.000Z',
    },
    {
      case: 'its date is no date at all',
      fields: { publishedAt: NOW * 1_000_000 },
      field: 'publishedAt',
      detail: `expected a date from the year 1500 to two days from now, found ${NOW * 1_000_000} ms since 1970`,
    },
    {
      case: 'it was modified three days from now',
      fields: { modifiedAt: NOW + 3 * DAY_MS },
      field: 'modifiedAt',
      detail: 'expected a date from the year 1500 to two days from now, found 2025-03-02T12:00:00.000Z',
    },
    {
      case: 'its language is not a tag',
      fields: { language: 'english!!' },
      field: 'language',
      detail: 'expected a language tag such as en or en-GB, found "english!!"',
    },
    {
      case: 'its language is too long to be searched for',
      fields: { language: `en${'-abcdefgh'.repeat(5)}` },
      field: 'language',
      detail:
        'expected a language tag such as en or en-GB, found "en-abcdefgh-abcdefgh-abcdefgh-abcdefgh-abcdefgh"',
    },
    {
      case: 'its external id is empty, as those of others would be',
      fields: { externalId: '' },
      field: 'externalId',
      detail: 'expected 1 to 512 characters, found 0',
    },
    {
      case: 'its byline is too long to be searched for',
      fields: { byline: 'x'.repeat(501) },
      field: 'byline',
      detail: 'expected 0 to 500 characters, found 501',
    },
    {
      case: 'its title has a lone surrogate',
      fields: { title: 'Talks \uD83D in Washington' },
      field: 'title',
      detail: 'expected well-formed Unicode, found the lone surrogate d83d at offset 6',
    },
    {
      case: 'its body has a lone low surrogate',
      fields: { body: '\uDE00' },
      field: 'body',
      detail: 'expected well-formed Unicode, found the lone surrogate de00 at offset 0',
    },
  ])('when $case', ({ fields, field, detail }) => {
    expect(validateArticle(anIncomingArticle(fields), NOW)).toEqual([{ field, detail }]);
  });

  it('with every error, not only the first', () => {
    const wrong = anIncomingArticle({ publishedAt: 1e18, language: '??' });

    expect(validateArticle(wrong, NOW).map(({ field }) => field)).toEqual(['publishedAt', 'language']);
  });
});
