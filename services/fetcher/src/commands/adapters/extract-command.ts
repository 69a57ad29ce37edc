import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { linesOf } from '@gazette/schemas';
import { extractArticle } from '../../extract/extract-article.ts';

/** Longer lines are rejected, which bounds memory. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;

const pageLine = z.object({
  id: z.union([z.string(), z.number()]),
  url: z.string().nullish(),
  html: z.string(),
});

/** What `gazette extract --help` prints. */
export const extractHelp = `Usage: extract < pages.ndjson > articles.ndjson

Reads one JSON object per line:  {id, url, html}
Writes one object per line, in the same order:
  {id, title, body, byline, publishedAt, publishedAtSource, canonicalUrl, language}
A line that cannot be read becomes {id, error}, and the exit code is 1.

  --json   accepted for symmetry: the output is always NDJSON
`;

/**
 * The `extract` command: reads NDJSON pages `{id, url, html}` and writes their articles in the same order. A
 * line that cannot be read becomes `{id, error}`; the id is null if it is missing as well.
 *
 * @returns the exit code: 0, or 1 when any line failed
 */
export async function extractCommand(input: Readable, output: Writable): Promise<number> {
  let failures = 0;
  const now = Date.now();
  for await (const line of linesOf(bytesOf(input), LONGEST_LINE_BYTES)) {
    const result = 'tooLong' in line ? TOO_LONG : extractLine(line.bytes.toString('utf8').trimEnd(), now);
    if ('error' in result) failures++;
    if (!output.write(`${JSON.stringify(result)}\n`)) await once(output, 'drain');
  }
  return failures === 0 ? 0 : 1;
}

async function* bytesOf(input: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of input as AsyncIterable<Buffer | string>)
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

interface FailedLine {
  readonly id: string | number | null;
  readonly error: string;
}

const TOO_LONG: FailedLine = {
  id: null,
  error: `expected a line of at most ${LONGEST_LINE_BYTES} bytes, found more`,
};

function extractLine(line: string, now: number): FailedLine | object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return {
      id: null,
      error: `expected a JSON object with id, url and html, found ${JSON.stringify(line.slice(0, 60))}`,
    };
  }
  const page = pageLine.safeParse(value);
  if (!page.success)
    return { id: idOf(value), error: `expected id, url and html: ${z.prettifyError(page.error)}` };
  const { id, url, html } = page.data;
  let article;
  try {
    article = extractArticle({ url: url ?? '', html }, now);
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
  return {
    id,
    title: article.title,
    body: article.body,
    byline: article.byline,
    publishedAt: article.publishedAtText,
    publishedAtSource: article.publishedAtSource,
    canonicalUrl: article.canonicalUrl,
    language: article.language,
  };
}

function idOf(value: unknown): string | number | null {
  const id = z.object({ id: z.union([z.string(), z.number()]) }).safeParse(value);
  return id.success ? id.data.id : null;
}
