/** A line of text with its number, counted from 1. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer;
}

/** A line longer than the limit; its bytes are not kept. */
export interface LongLine {
  readonly number: number;
  readonly tooLong: true;
}

const NEWLINE = 0x0a;

/**
 * Splits a stream of bytes into lines of at most `longest` bytes, one in memory at a time. Skips blank lines.
 * Cuts at line feeds only, since JSON may contain U+2028 unescaped.
 */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  longest: number,
): AsyncGenerator<Line | LongLine> {
  let number = 1;
  let parts: Buffer[] = [];
  let size = 0;

  function* finish(): Generator<Line | LongLine> {
    const line = Buffer.concat(parts);
    if (size > longest) yield { number, tooLong: true };
    else if (line.toString('latin1').trim() !== '') yield { number, bytes: line };
    parts = [];
    size = 0;
    number += 1;
  }

  function add(part: Buffer): void {
    size += part.length;
    if (size <= longest) parts.push(part);
    else parts = [];
  }

  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, at));
      yield* finish();
      from = at + 1;
    }
    add(chunk.subarray(from));
  }
  if (size > 0) yield* finish();
}

/** Decodes UTF-8. Throws an error that names the first invalid offset in bytes. */
export function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const valid = bytes.toString('utf8');
    const offset = Buffer.byteLength(valid.slice(0, Math.max(0, valid.indexOf('\uFFFD'))));
    throw new Error(`expected UTF-8, found other bytes at offset ${offset}`);
  }
}
