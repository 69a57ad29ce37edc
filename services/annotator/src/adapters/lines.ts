import type { Readable } from 'node:stream';

/** A line longer than this (UTF-16 units) cannot be an article: topics take 2 MiB. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * Cuts a stream of UTF-8 into lines at line feeds only: readline also cuts at U+2028, which JSON may hold
 * unescaped. Blank lines are passed over; a line longer than 16 Mi units arrives as null. Memory is bounded
 * by one line.
 */
export async function* linesOf(input: Readable): AsyncGenerator<string | null> {
  input.setEncoding('utf8');
  let rest: string | null = '';
  for await (const chunk of input as AsyncIterable<string>) {
    const [first = '', ...lines] = chunk.split('\n');
    rest = append(rest, first);
    for (const line of lines) {
      if (rest === null || rest.trim() !== '') yield rest;
      rest = line;
    }
  }
  if (rest === null || rest.trim() !== '') yield rest;
}

function append(line: string | null, more: string): string | null {
  return line === null || line.length + more.length > LONGEST_LINE ? null : line + more;
}
