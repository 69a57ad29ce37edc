import { readArticleFile, type ArticleFile } from './article-files.ts';
import type { FoundArticle, ReadOptions } from './found-article.ts';
import type { PushProgress } from './push-progress.ts';

/** Articles sent in one request. */
export interface PushRequest {
  readonly articles: readonly FoundArticle[];
  readonly atEnd: boolean;
  /** Total number of articles; null while it is unknown. */
  readonly total: number | null;
}

/**
 * Maximum articles and approximate bytes of a request: small enough for frequent progress and short retries.
 */
const REQUEST = { count: 500, bytes: 4 * 1024 * 1024 };

/**
 * Groups the articles of all files into requests; only the last one, marked `atEnd`, can be empty. Articles
 * that were already answered are skipped and counted in `before`.
 */
export async function* requests(
  files: readonly ArticleFile[],
  reading: ReadOptions,
  progress: PushProgress | null,
  before: { done: number; refused: number },
): AsyncGenerator<PushRequest> {
  let articles: FoundArticle[] = [];
  let bytes = 0;
  let found = 0;
  const oneEach = files.every(({ name }) => name.endsWith('.txt'));
  for (const file of files) {
    const past = (file.path !== null && (await progress?.before(file.path))) || { done: 0, refused: 0 };
    before.done += past.done;
    before.refused += past.refused;
    let position = 0;
    for await (const article of readArticleFile(file, reading)) {
      position += 1;
      if (position <= past.done) continue;
      // A full request is yielded only when another article follows, so the last one can be marked.
      if (articles.length >= REQUEST.count || bytes >= REQUEST.bytes) {
        yield { articles, atEnd: false, total: oneEach ? files.length : null };
        articles = [];
        bytes = 0;
      }
      articles.push(article);
      found += 1;
      bytes += 'json' in article.content ? article.content.json.length : 0;
    }
  }
  yield { articles, atEnd: true, total: before.done + found };
}
