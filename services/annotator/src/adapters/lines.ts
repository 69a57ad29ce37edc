import type { Readable } from 'node:stream';
import { linesOf } from '@gazette/schemas';

/** A line longer than this cannot be an article: topics take 2 MiB. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;

/** The lines of a UTF-8 stream, without blank ones. A line that is too long is null. */
export async function* textLinesOf(input: Readable): AsyncGenerator<string | null> {
  for await (const line of linesOf(input, LONGEST_LINE_BYTES)) {
    if ('tooLong' in line) yield null;
    else {
      const text = line.bytes.toString('utf8');
      if (text.trim() !== '') yield text;
    }
  }
}
