import { describe, expect, it } from '@jest/globals';
import { aRawArticle } from '@gazette/schemas/testing';
import { newerOf, stamp, type Draft, type Known } from './stamp.ts';

const draft: Draft = aRawArticle({ contentHash: 'new' });
const removal: Draft = { ...draft, kind: 'delete', contentHash: '' };

function known(differences: Partial<Known>): Known {
  return { revision: 1000, contentHash: 'old', deleted: false, ...differences };
}

describe('stamp', () => {
  it.each([
    { case: 'an unknown article gets the time', given: draft, before: null, now: 5000, revision: 5000 },
    { case: 'a correction gets the time', given: draft, before: known({}), now: 5000, revision: 5000 },
    {
      case: 'a correction gets a higher revision even if the clock is behind',
      given: draft,
      before: known({}),
      now: 10,
      revision: 1001,
    },
    { case: 'a delete is a new revision', given: removal, before: known({}), now: 5000, revision: 5000 },
    {
      case: 'a producer can publish a deleted article again',
      given: { ...draft, producer: 'agency' },
      before: known({ deleted: true, contentHash: '' }),
      now: 5000,
      revision: 5000,
    },
    {
      case: 'content that was never acknowledged does not count as known',
      given: draft,
      before: known({ contentHash: null }),
      now: 10,
      revision: 1001,
    },
  ])('$case', ({ given, before, now, revision }) => {
    expect(stamp(given, before, now)).toMatchObject({ kind: 'changed', article: { revision } });
  });

  it.each([
    { case: 'an article with the same content', given: draft, before: known({ contentHash: 'new' }) },
    {
      case: 'a deleted article whose page is fetched again',
      given: { ...draft, producer: null },
      before: known({ deleted: true, contentHash: '' }),
    },
    { case: 'an article deleted twice', given: removal, before: known({ deleted: true, contentHash: '' }) },
  ])('keeps the known revision of $case', ({ given, before }) => {
    expect(stamp(given, before, 5000)).toEqual({ kind: 'unchanged', id: draft.id, revision: 1000 });
  });
});

describe('newerOf', () => {
  it('prefers the higher revision, and the first if they are equal', () => {
    const [a, b] = [known({ revision: 1 }), known({ revision: 2 })];

    expect(newerOf(a, b)).toBe(b);
    expect(newerOf(b, a)).toBe(b);
    expect(newerOf(a, { ...a, contentHash: null })).toBe(a);
    expect(newerOf(null, a)).toBe(a);
  });
});
