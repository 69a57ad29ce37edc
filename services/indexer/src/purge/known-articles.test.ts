import { describe, expect, it } from '@jest/globals';
import { KnownArticles } from './known-articles.ts';

const ID = 'ab'.repeat(32);
const article = { producer: 'agency', externalId: 'a-1', url: 'https://agency.example/a', revision: 2 };

describe('KnownArticles', () => {
  it('keeps the newer of two revisions, in whichever order they come', () => {
    const known = new KnownArticles();
    known.take(ID, article, 'push', false);
    known.take(ID, { ...article, revision: 1 }, 'inbox', true);

    expect(known.get(ID)).toMatchObject({ revision: 2, via: 'push', deleted: false });
  });

  it('remembers the external id and the URL that a delete leaves out', () => {
    const known = new KnownArticles();
    known.take(ID, article, 'push', false);
    known.take(ID, { producer: 'agency', externalId: null, url: null, revision: 3 }, 'push', true);

    expect(known.get(ID)).toMatchObject({
      identity: { externalId: 'a-1', url: 'https://agency.example/a' },
      deleted: true,
    });
  });
});
