/** A row of CSV. */
export interface CsvRow {
  /** Line of the file on which the row starts, counted from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Longest field, in UTF-16 code units; longer than any article, it ends the search for a closing quotation
 * mark.
 */
const LONGEST_FIELD = 4_000_000;

/**
 * Reads rows of CSV (RFC 4180) from text in chunks, one row at a time. Blank lines are skipped; `""` within
 * quotation marks is one mark. Throws for an unclosed quotation mark, naming its line.
 */
export async function* csvRows(chunks: AsyncIterable<string>, separator: string): AsyncGenerator<CsvRow> {
  let line = 1;
  let row: { line: number; fields: string[] } = { line, fields: [] };
  let field = '';
  // `closing`: after a mark that either ends the quotation or is the first of a doubled mark.
  let state: 'plain' | 'quoted' | 'closing' = 'plain';

  function* endRow(): Generator<CsvRow> {
    row.fields.push(field.replace(/\r$/, ''));
    field = '';
    if (row.fields.length > 1 || row.fields[0] !== '') yield row;
    row = { line: line + 1, fields: [] };
  }

  for await (const chunk of chunks) {
    for (const char of chunk) {
      if (state === 'closing' && char === '"') {
        field += '"';
        state = 'quoted';
        continue;
      }
      if (state === 'closing') state = 'plain';
      if (state === 'quoted') {
        if (char === '"') state = 'closing';
        else field += char;
      } else if (char === '"' && field === '') state = 'quoted';
      else if (char === separator) {
        row.fields.push(field);
        field = '';
      } else if (char === '\n') yield* endRow();
      else field += char;
      if (char === '\n') line += 1;
      if (field.length > LONGEST_FIELD) throw notClosed(row.line);
    }
  }
  if (state === 'quoted') throw notClosed(row.line);
  if (field !== '' || row.fields.length > 0) yield* endRow();
}

/** The separator of a header: tab, semicolon or comma, whichever is most frequent. */
export function separatorOf(header: string): string {
  const counts = ['\t', ';', ','].map((char) => ({ char, count: header.split(char).length }));
  return counts.reduce((most, next) => (next.count >= most.count ? next : most)).char;
}

function notClosed(line: number): Error {
  return new Error(`expected a closing quotation mark after the row that starts on line ${line}, found none`);
}
