import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { csvRows, separatorOf } from './csv.ts';

async function rowsOf(text: string, size = text.length || 1): Promise<readonly (readonly string[])[]> {
  const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
  const rows = [];
  for await (const { line, fields } of csvRows(streamOf(chunks), ',')) rows.push([String(line), ...fields]);
  return rows;
}

function streamOf(chunks: readonly string[]): AsyncIterable<string> {
  return Readable.from(chunks) as AsyncIterable<string>;
}

const cases = [
  {
    case: 'plain fields',
    text: 'a,b\nc,d\n',
    expected: [
      ['1', 'a', 'b'],
      ['2', 'c', 'd'],
    ],
  },
  {
    case: 'a last row without a line feed',
    text: 'a,b\r\nc,',
    expected: [
      ['1', 'a', 'b'],
      ['2', 'c', ''],
    ],
  },
  {
    case: 'separators and line feeds in quotation marks',
    text: '"a,b","c\nd"\ne,f',
    expected: [
      ['1', 'a,b', 'c\nd'],
      ['3', 'e', 'f'],
    ],
  },
  { case: 'doubled quotation marks', text: '"He said ""no""",b\n', expected: [['1', 'He said "no"', 'b']] },
  { case: 'an empty quoted field', text: '"",b\n', expected: [['1', '', 'b']] },
  { case: 'quotation marks within a field', text: 'a 5" nail,b\n', expected: [['1', 'a 5" nail', 'b']] },
  {
    case: 'blank lines',
    text: 'a,b\n\n\r\nc,d',
    expected: [
      ['1', 'a', 'b'],
      ['4', 'c', 'd'],
    ],
  },
  { case: 'an empty file', text: '', expected: [] },
];

describe('csvRows', () => {
  it.each(cases)('reads $case', async ({ text, expected }) => {
    expect(await rowsOf(text)).toEqual(expected);
  });

  it.each(cases)('reads $case in chunks of one character', async ({ text, expected }) => {
    expect(await rowsOf(text, 1)).toEqual(expected);
  });

  it('names the row with an unclosed quotation mark', async () => {
    await expect(rowsOf('a,b\nc,"d\ne,f\n')).rejects.toThrow('the row that starts on line 2');
  });
});

describe('separatorOf', () => {
  it.each([
    { header: 'title,body', expected: ',' },
    { header: 'title;body;"a, b"', expected: ';' },
    { header: 'title\tbody', expected: '\t' },
    { header: 'title', expected: ',' },
  ])('finds the separator of $header', ({ header, expected }) => {
    expect(separatorOf(header)).toBe(expected);
  });
});
