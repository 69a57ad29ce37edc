import type { Readable } from 'node:stream';
import { linesOf } from '@gazette/schemas';

/** A line with more UTF-16 units cannot be an article: topics take 2 MiB. */
const LONGEST_LINE_UNITS = 16 * 1024 * 1024;
/** No UTF-16 unit needs more than three bytes of UTF-8. */
const LONGEST_LINE_BYTES = 3 * LONGEST_LINE_UNITS;

/** The lines of a UTF-8 stream, without blank ones. A line that is too long is null. */
export async function* textLinesOf(input: Readable): AsyncGenerator<string | null> {
  for await (const line of linesOf(input, LONGEST_LINE_BYTES)) {
    const text = 'tooLong' in line ? null : line.bytes.toString('utf8');
    if (text === null || text.length > LONGEST_LINE_UNITS) yield null;
    else if (text.trim() !== '') yield text;
  }
}
