import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { linesOf, utf8 } from '@gazette/schemas';
import { LARGEST_ARTICLE_BYTES } from '../../push/adapters/push-body.ts';
import { decodeText } from '../../text/decode-text.ts';
import { formatOf, isArticleFile } from '../article-format.ts';
import { readHtmlArticle } from '../html-article.ts';
import { readPlainArticle } from '../plain-article.ts';
import { csvArticles } from './csv-file.ts';
import type { FoundArticle, GivenFields, ReadOptions } from './found-article.ts';

/** A file to push, or standard input. */
export interface ArticleFile {
  /** The name used in messages: the path given by the user, or `-`. */
  readonly name: string;
  /** Null for standard input. */
  readonly path: string | null;
}

/** A JSON file is read as a whole; NDJSON and CSV may have any size. */
const LARGEST_JSON_BYTES = 256 * 1024 * 1024;
/** Most of a page is markup, so it may be larger than its article. */
const LARGEST_PAGE_BYTES = 16 * 1024 * 1024;
const LARGEST_BYTES = { json: LARGEST_JSON_BYTES, html: LARGEST_PAGE_BYTES, text: LARGEST_ARTICLE_BYTES };

/**
 * The files at the paths, sorted by name within a folder. Throws for a missing path or a folder without any.
 */
export async function listArticleFiles(paths: readonly string[]): Promise<readonly ArticleFile[]> {
  const files: ArticleFile[] = [];
  for (const path of paths) {
    if (path === '-') files.push({ name: '-', path: null });
    else if ((await statOf(path)).isDirectory()) files.push(...(await filesBelow(path)));
    else files.push({ name: path, path });
  }
  return files;
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (cause) {
    throw new Error(`expected a file or a folder, found nothing at ${path}`, { cause });
  }
}

async function filesBelow(folder: string): Promise<readonly ArticleFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter(isShownArticleFile).sort();
  const paths = names.map((name) => join(folder, name));
  const files = [];
  for (const path of paths) if ((await statOf(path)).isFile()) files.push({ name: path, path });
  if (files.length === 0)
    throw new Error(
      `expected .txt, .html, .json, .ndjson, .jsonl, .csv or .tsv files in ${folder}, found none`,
    );
  return files;
}

/** Hidden files and folders are skipped. */
function isShownArticleFile(path: string): boolean {
  return isArticleFile(path) && !path.split(sep).some((part) => part.startsWith('.'));
}

/** The articles of a file in order, with the given fields. Holds one article of NDJSON or CSV at a time. */
export async function* readArticleFile(
  { name, path }: ArticleFile,
  { stdin, given, columns, now }: ReadOptions,
): AsyncGenerator<FoundArticle> {
  const chunks = chunksOf(path === null ? stdin : createReadStream(path));
  const fileName = path === null ? null : basename(path);
  const beginning = await readBeginning(chunks);
  const whole = startingWith(beginning, chunks);
  const format = formatOf(fileName, beginning.toString('utf8'));
  if (format === 'ndjson') {
    for await (const found of linesOf(whole, LARGEST_ARTICLE_BYTES)) {
      yield {
        file: name,
        line: found.number,
        content:
          'tooLong' in found ? tooLarge(LARGEST_ARTICLE_BYTES) : orError(() => lineJson(found.bytes, given)),
      };
    }
    return;
  }
  if (format === 'csv') {
    yield* csvArticles(name, whole, { given, columns });
    return;
  }
  const bytes = await readAll(whole, LARGEST_BYTES[format]);
  if ('error' in bytes) yield { file: name, content: bytes };
  else if (format === 'json') yield* jsonArticles(name, bytes.all, given);
  else if (format === 'html')
    yield {
      file: name,
      content: orError(() => JSON.stringify(readHtmlArticle(decodeText(bytes.all, null), given, now))),
    };
  else yield { file: name, content: orError(() => textJson(bytes.all, fileName, given)) };
}

/** A line that is not JSON is sent unchanged, so that the push API reports the error. */
function lineJson(bytes: Buffer, given: GivenFields): string {
  const line = utf8(bytes);
  if (Object.keys(given).length === 0) return line;
  try {
    return JSON.stringify(withGiven(JSON.parse(line), given));
  } catch {
    return line;
  }
}

function textJson(bytes: Buffer, fileName: string | null, given: GivenFields): string {
  const text = utf8(bytes);
  const { title, body } = readPlainArticle(text, fileName);
  if (given['title'] !== undefined) return JSON.stringify({ body: text.trim(), ...given });
  if (title === null)
    throw new Error(
      'expected a title: --title, or a first line of at most 150 characters without a full stop',
    );
  return JSON.stringify({ title, body, ...given });
}

function* jsonArticles(name: string, bytes: Buffer, given: GivenFields): Generator<FoundArticle> {
  let value: unknown;
  try {
    value = JSON.parse(utf8(bytes));
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    yield { file: name, content: { error: `expected JSON: ${found}` } };
    return;
  }
  if (!Array.isArray(value)) {
    yield { file: name, content: { json: JSON.stringify(withGiven(value, given)) } };
    return;
  }
  for (const [index, article] of value.entries()) {
    yield {
      file: name,
      article: index + 1,
      content: { json: JSON.stringify(withGiven(article, given)) },
    };
  }
}

function withGiven(value: unknown, given: GivenFields): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value, ...given }
    : value;
}

function orError(read: () => string): FoundArticle['content'] {
  try {
    return { json: read() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function tooLarge(limit: number) {
  return { error: `expected at most ${limit} bytes, found more` };
}

function chunksOf(stream: Readable): AsyncIterator<Buffer> {
  return (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
}

/** Bytes up to the end of the first line that is not blank. */
async function readBeginning(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let beginning = Buffer.alloc(0);
  while (
    beginning.length <= LARGEST_ARTICLE_BYTES &&
    !beginning.toString('latin1').trimStart().includes('\n')
  ) {
    const next = await chunks.next();
    if (next.done) break;
    beginning = Buffer.concat([beginning, next.value]);
  }
  return beginning;
}

async function* startingWith(beginning: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield beginning;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

async function readAll(chunks: AsyncIterable<Buffer>, limit: number) {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limit) return tooLarge(limit);
    parts.push(chunk);
  }
  return { all: Buffer.concat(parts) };
}
