import { describe, expect, it } from '@jest/globals';
import { articlesIndex } from '@gazette/schemas';
import { anAnnotatedArticle } from '@gazette/schemas/testing';
import { toDocument } from './to-document.ts';

const mapping = articlesIndex('').body.mappings.properties;

type Dates = NonNullable<ReturnType<typeof anAnnotatedArticle>['annotations']>['dates'];

function aDate(from: string | null, to: string | null): Dates {
  const [date] = anAnnotatedArticle().annotations?.dates ?? [];
  return date ? [{ ...date, from, to }] : [];
}

describe('toDocument', () => {
  it('writes only fields of the strict mapping', () => {
    const { document } = toDocument(anAnnotatedArticle());

    expect(Object.keys(document).filter((field) => !(field in mapping))).toEqual([]);
  });

  it('gives a later revision a higher version, whatever the annotator revision', () => {
    const older = toDocument({ ...anAnnotatedArticle({ revision: 1000 }), annotatorRevision: 1023 });
    const newer = toDocument({ ...anAnnotatedArticle({ revision: 1001 }), annotatorRevision: 0 });

    expect(newer.version).toBeGreaterThan(older.version);
  });

  it('keeps no text of a deleted article', () => {
    const { document } = toDocument({ ...anAnnotatedArticle({ kind: 'delete' }), annotations: null });

    expect(document).toMatchObject({ deleted: true });
    expect(document).not.toHaveProperty('title');
    expect(document).not.toHaveProperty('body');
  });

  it.each([
    {
      case: 'a day',
      from: '2025-02-27',
      to: '2025-02-27',
      gte: '2025-02-27T00:00:00.000Z',
      lte: '2025-02-27T23:59:59.999Z',
    },
    {
      case: 'a week',
      from: '2025-02-24',
      to: '2025-03-02',
      gte: '2025-02-24T00:00:00.000Z',
      lte: '2025-03-02T23:59:59.999Z',
    },
    {
      case: 'an open end',
      from: '2027-01-01',
      to: null,
      gte: '2027-01-01T00:00:00.000Z',
      lte: '2027-01-01T23:59:59.999Z',
    },
    {
      case: 'a time with a zone',
      from: '2025-02-27T09:00-05:00',
      to: '2025-02-27T09:00-05:00',
      gte: '2025-02-27T14:00:00.000Z',
      lte: '2025-02-27T14:00:00.000Z',
    },
    {
      case: 'a time without a zone, as UTC',
      from: '2025-02-27T09:00',
      to: '2025-02-27T09:00',
      gte: '2025-02-27T09:00:00.000Z',
      lte: '2025-02-27T09:00:00.000Z',
    },
  ])('turns $case into a range of instants', ({ from, to, gte, lte }) => {
    const { document } = toDocument(anAnnotatedArticle({}, { dates: aDate(from, to) }));

    expect(document).toMatchObject({ mentionedDates: [{ gte, lte }] });
  });

  it.each([
    { case: 'an expression without a calendar date', from: null, to: null },
    { case: 'a year beyond 9999', from: '+012345-01-01', to: '+012345-01-01' },
    { case: 'an end before its beginning', from: '2025-03-01', to: '2025-02-01' },
  ])('keeps $case out of the ranges', ({ from, to }) => {
    const { document } = toDocument(anAnnotatedArticle({}, { dates: aDate(from, to) }));

    expect(document).toMatchObject({ mentionedDates: [] });
  });

  it('rejects an instant that is not a valid date as a poison message', () => {
    expect(() => toDocument(anAnnotatedArticle({ publishedAt: 9e15 }))).toThrow(
      /publishedAt: expected milliseconds/,
    );
  });
});
