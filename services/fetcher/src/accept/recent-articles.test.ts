import { describe, expect, it } from '@jest/globals';
import { aRawArticle } from '@gazette/schemas/testing';
import { createRecentArticles } from './recent-articles.ts';

const article = aRawArticle({ revision: 1000, contentHash: 'old' });
const correction = { ...article, revision: 2000, contentHash: 'new' };

describe('recent articles', () => {
  it('have no content until they are published', () => {
    const recent = createRecentArticles();
    recent.reserve(article);
    expect(recent.get(article.id)).toEqual({ revision: 1000, contentHash: null, deleted: false });

    recent.markPublished(article);
    expect(recent.get(article.id)).toEqual({ revision: 1000, contentHash: 'old', deleted: false });
  });

  it('keep the newer revision when an older one is published late', () => {
    const recent = createRecentArticles();
    recent.reserve(article);
    recent.reserve(correction);
    recent.markPublished(article);

    expect(recent.get(article.id)).toMatchObject({ revision: 2000, contentHash: null });
  });

  it('forget the article accepted longest ago when there are too many', () => {
    const recent = createRecentArticles(2);
    for (const id of ['a', 'b', 'a', 'c']) recent.reserve({ ...article, id });

    expect(['a', 'b', 'c'].filter((id) => recent.get(id) !== null)).toEqual(['a', 'c']);
  });
});
