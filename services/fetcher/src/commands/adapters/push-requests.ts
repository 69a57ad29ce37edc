import { readArticleFile, type ArticleFile } from './article-files.ts';
import type { FoundArticle, ReadOptions } from './found-article.ts';
import type { PushProgress } from './push-progress.ts';

/** Articles that are sent together. */
export interface PushRequest {
  readonly articles: readonly FoundArticle[];
  readonly atEnd: boolean;
  /** How many articles there are altogether; null while files are left that hold any number. */
  readonly total: number | null;
}

/** A request holds at most this many articles and about so many bytes, so that progress shows and a repetition is short. */
const REQUEST = { count: 500, bytes: 4 * 1024 * 1024 };

/**
 * Cuts the articles of all files into requests. The last one says so, and is the only one that can be empty. What was answered before is
 * skipped and counted in `before`.
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
    let place = 0;
    for await (const article of readArticleFile(file, reading)) {
      place += 1;
      if (place <= past.done) continue;
      // Handed on once there is another, so that the last request is known as such.
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
