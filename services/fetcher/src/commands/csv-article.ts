import { submissionSchema } from '../accept/submission.ts';

/** Maps the columns of a CSV file to fields of an article. */
export interface Columns {
  /** Fields by column index; null for a column that is not a field. */
  readonly fields: readonly (string | null)[];
  /** Names of skipped columns. */
  readonly skipped: readonly string[];
}

const fieldNames = Object.keys(submissionSchema.shape);

/**
 * Reads a header. Columns match fields by name, regardless of case and punctuation (`Published at`), or by
 * `given` (field to column). Throws when title, body or a given column is missing, or a field has two
 * columns.
 */
export function readColumns(header: readonly string[], given: Readonly<Record<string, string>>): Columns {
  const names = header.map((name) => name.replace(/^\uFEFF/, '').trim());
  for (const [field, column] of Object.entries(given)) {
    if (!fieldNames.includes(field))
      throw new Error(`expected one of ${fieldNames.join(', ')}, found ${field}`);
    if (!names.includes(column)) throw new Error(`expected a column ${column}, found ${names.join(', ')}`);
  }
  const fields = names.map((name) => {
    const asGiven = Object.entries(given).find(([, column]) => column === name)?.[0];
    if (asGiven !== undefined) return asGiven;
    return fieldNames.find((field) => bare(field) === bare(name) && !Object.hasOwn(given, field)) ?? null;
  });
  for (const field of fieldNames)
    if (fields.filter((found) => found === field).length > 1)
      throw new Error(`expected one column for ${field}, found several in ${names.join(', ')}`);
  for (const field of ['title', 'body'])
    if (!fields.includes(field))
      throw new Error(`expected a column for ${field} (--column ${field}=NAME), found ${names.join(', ')}`);
  return { fields, skipped: names.filter((_, index) => fields[index] === null) };
}

/** The article of a row, without empty fields. Throws when the row's length differs from the header's. */
export function toCsvArticle({ fields }: Columns, row: readonly string[]): Readonly<Record<string, string>> {
  if (row.length !== fields.length)
    throw new Error(`expected ${fields.length} fields as in the header, found ${row.length}`);
  return Object.fromEntries(
    fields.flatMap((field, index) => {
      const value = row[index] ?? '';
      return field === null || value.trim() === '' ? [] : [[field, value]];
    }),
  );
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
