import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { textLinesOf } from './lines.ts';

async function linesFrom(chunks: readonly Buffer[]): Promise<readonly (string | null)[]> {
  const lines: (string | null)[] = [];
  for await (const line of textLinesOf(Readable.from(chunks, { objectMode: false }))) lines.push(line);
  return lines;
}

describe('textLinesOf', () => {
  it('joins lines and characters that were cut between chunks', async () => {
    const bytes = Buffer.from('één\nzwei\n');

    const lines = await linesFrom([bytes.subarray(0, 1), bytes.subarray(1, 6), bytes.subarray(6)]);

    expect(lines).toEqual(['één', 'zwei']);
  });

  it('does not cut at line separators that JSON may hold', async () => {
    expect(await linesFrom([Buffer.from('a\u2028b\u2029c\n')])).toEqual(['a\u2028b\u2029c']);
  });

  it('skips blank lines and reads a last line without a line feed', async () => {
    expect(await linesFrom([Buffer.from('a\n\n \r\nb')])).toEqual(['a', 'b']);
  });

  it('returns null for a line that is too long and continues with the next one', async () => {
    const long = Array.from({ length: 17 }, () => Buffer.alloc(1024 * 1024, 'x'));

    expect(await linesFrom([Buffer.from('a\n'), ...long, Buffer.from('\nb\n')])).toEqual(['a', null, 'b']);
  });

  it('limits the characters of a line and not its bytes', async () => {
    const accented = Array.from({ length: 20 }, () => Buffer.alloc(1024 * 1024, 'é'));

    const [line] = await linesFrom([...accented, Buffer.from('\n')]);

    expect(line?.length).toBe(10 * 1024 * 1024);
  });
});
