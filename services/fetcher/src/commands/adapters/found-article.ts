import type { Readable } from 'node:stream';

/** One article of a file: the JSON to send, or the reason why it cannot be sent. */
export interface FoundArticle {
  readonly file: string;
  /** Line of NDJSON or CSV, counted from 1. */
  readonly line?: number;
  /** Position in a JSON array, counted from 1. */
  readonly article?: number;
  readonly content: { readonly json: string } | { readonly error: string };
}

/** Fields given as options; they override the files. */
export type GivenFields = Readonly<Record<string, string>>;

/** How to read files. */
export interface ReadOptions {
  readonly stdin: Readable;
  readonly given: GivenFields;
  /** CSV columns by field, for columns whose name does not match. */
  readonly columns: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch; later dates in pages are ignored. */
  readonly now: number;
}
