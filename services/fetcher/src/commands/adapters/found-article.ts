import type { Readable } from 'node:stream';

/** One article of a file, as the JSON to send, or why it cannot be sent. */
export interface FoundArticle {
  readonly file: string;
  /** Line of NDJSON or CSV, counted from 1. */
  readonly line?: number;
  /** Place in a JSON array, counted from 1. */
  readonly article?: number;
  readonly content: { readonly json: string } | { readonly error: string };
}

/** Fields that options give, over what the files say. */
export type GivenFields = Readonly<Record<string, string>>;

/** How to read files. */
export interface ReadOptions {
  readonly stdin: Readable;
  readonly given: GivenFields;
  /** Columns of CSV by field, where their names do not tell. */
  readonly columns: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch; dates of pages are not later. */
  readonly now: number;
}
