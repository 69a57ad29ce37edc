import { readColumns, toCsvArticle, type Columns } from '../csv-article.ts';
import { csvRows, separatorOf } from '../csv.ts';
import type { FoundArticle, ReadOptions } from './found-article.ts';

/** The articles of a CSV file, one per row after the header. An invalid row affects only its own article. */
export async function* csvArticles(
  file: string,
  chunks: AsyncIterable<Buffer>,
  { given, columns: wanted }: Pick<ReadOptions, 'given' | 'columns'>,
): AsyncGenerator<FoundArticle> {
  let columns: Columns | undefined;
  try {
    const texts = textOf(chunks);
    const first = await texts.next();
    if (first.done) return;
    const separator = separatorOf(first.value.trimStart().split('\n')[0] ?? '');
    for await (const { line, fields } of csvRows(startingWith(first.value, texts), separator)) {
      if (columns) yield { file, line, content: toContent(columns, fields, given) };
      else columns = readColumns(fields, wanted);
    }
  } catch (error) {
    yield { file, content: { error: messageOf(error) } };
  }
}

function toContent(
  columns: Columns,
  fields: readonly string[],
  given: ReadOptions['given'],
): FoundArticle['content'] {
  try {
    return { json: JSON.stringify({ ...toCsvArticle(columns, fields), ...given }) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function* textOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new Error('expected UTF-8, found other bytes', { cause });
    }
  };
  for await (const chunk of chunks) yield decode(chunk);
  yield decode();
}

async function* startingWith(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
