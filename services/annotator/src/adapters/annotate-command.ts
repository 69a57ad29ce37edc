import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { AnnotatedArticle, RawArticle } from '@gazette/schemas';
import { createAnnotate } from '../annotate.ts';
import { toAnnotationLine } from '../annotation-line.ts';
import { parseArticleLine } from '../article-line.ts';
import { loadKnowledge } from './knowledge.ts';
import { textLinesOf } from './lines.ts';

/** The knowledge shipped with this package. */
const SHIPPED = fileURLToPath(new URL('../../data', import.meta.url));

export const annotateHelp = `Usage: annotate [--knowledge DIR] < articles.ndjson > annotations.ndjson

Reads one JSON object per line:  {id, title?, body, publishedAt?, language?}
  publishedAt is YYYY-MM-DD or an ISO 8601 date-time; without it, relative dates are not resolved.
Writes one per line, in the same order:  {id, language, persons, issues, dates, quotes}
  Offsets are UTF-16 code units. A line that cannot be read becomes {id, error}, and the exit code is 1.

  --knowledge DIR   issues.yaml, directory.yaml and the person tagger (default: those of this release)
  --json            accepted for symmetry: the output is always NDJSON
`;

/**
 * The `annotate` command. Resolves to the exit code, 1 if a line could not be read. A closed output ends it
 * without an error.
 */
export async function annotateCommand(
  args: readonly string[],
  input: Readable,
  output: Writable,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { knowledge: { type: 'string' }, json: { type: 'boolean' } },
  });
  const annotate = createAnnotate(await loadKnowledge(values.knowledge ?? SHIPPED));
  const outcome = { failed: false };
  try {
    await pipeline(
      input,
      async function* (source) {
        for await (const line of textLinesOf(source)) {
          const result = annotateLine(line, annotate);
          if ('error' in result) outcome.failed = true;
          yield `${JSON.stringify(result)}\n`;
        }
      },
      output,
      { end: false },
    );
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
  return outcome.failed ? 1 : 0;
}

function annotateLine(line: string | null, annotate: (article: RawArticle) => AnnotatedArticle): object {
  if (line === null)
    return { id: null, error: 'expected a line of at most 16 Mi characters, found a longer one' };
  const parsed = parseArticleLine(line);
  if ('error' in parsed) return parsed;
  try {
    const { annotations } = annotate(parsed.article);
    return annotations === null ? { id: parsed.id } : toAnnotationLine(parsed.id, annotations);
  } catch (error) {
    return { id: parsed.id, error: error instanceof Error ? error.message : String(error) };
  }
}

function isClosedPipe(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  );
}
