import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArticle, type NewsroomArticle } from './parse-article.ts';

/** The sample articles of this repository. */
export const sampleArticlesDir = fileURLToPath(new URL('../../newsroom/articles', import.meta.url));

/** The stories in a folder of article files, and their corrections. */
export interface ArticleFolder {
  readonly articles: readonly NewsroomArticle[];
  /** Corrected stories (`*.v2.md`), each with the slug of the story that it replaces. */
  readonly corrections: readonly NewsroomArticle[];
}

/** Reads every `*.md` file of a folder in name order. Throws an error that names a malformed file. */
export async function readArticles(dir: string = sampleArticlesDir): Promise<ArticleFolder> {
  const articles: NewsroomArticle[] = [];
  const corrections: NewsroomArticle[] = [];
  const names = (await readdir(dir)).filter((name) => name.endsWith('.md')).sort();
  for (const name of names) {
    const list = name.endsWith('.v2.md') ? corrections : articles;
    list.push(parseNamed(name, await readFile(join(dir, name), 'utf8')));
  }
  return { articles, corrections };
}

function parseNamed(name: string, markdown: string): NewsroomArticle {
  try {
    return parseArticle(markdown);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
