import type { RawArticle } from '@gazette/schemas';
import type { Known } from './stamp.ts';

/** The articles that this process accepted recently, which may not be indexed yet. */
export interface RecentArticles {
  /** The newest revision of an article; its content hash is null until Kafka has the article. */
  readonly get: (id: string) => Known | null;
  /** Remembers the revision of an article that is about to be published. */
  readonly reserve: (article: RawArticle) => void;
  /** Remembers the content of a published article, unless a newer revision has been reserved since then. */
  readonly markPublished: (article: RawArticle) => void;
}

const MOST_REMEMBERED = 10_000;

/** Remembers the articles accepted last, at most `most`. */
export function createRecentArticles(most: number = MOST_REMEMBERED): RecentArticles {
  // Insertion order: the article accepted longest ago is first.
  const articles = new Map<string, Known>();

  function remember({ id, revision, kind }: RawArticle, contentHash: string | null): void {
    articles.delete(id);
    articles.set(id, { revision, contentHash, deleted: kind === 'delete' });
    for (const oldest of articles.keys()) {
      if (articles.size <= most) break;
      articles.delete(oldest);
    }
  }

  return {
    get: (id) => articles.get(id) ?? null,
    reserve: (article) => {
      remember(article, null);
    },
    markPublished: (article) => {
      if (articles.get(article.id)?.revision === article.revision) remember(article, article.contentHash);
    },
  };
}
