import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArticle, type NewsroomArticle } from './parse-article.ts';

/** The sample articles of this repository. */
export const sampleArticlesDir = fileURLToPath(new URL('../../newsroom/articles', import.meta.url));

/** A folder of article files: the stories, and the corrections that can follow them. */
export interface ArticleFolder {
  readonly articles: readonly NewsroomArticle[];
  /** Corrected texts (`*.v2.md`); each carries the slug of the story it replaces. */
  readonly corrections: readonly NewsroomArticle[];
}

/** Reads every `*.md` file of a folder in the order of their names. Throws an Error that names the file it cannot read. */
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
