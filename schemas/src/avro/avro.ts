import { readFileSync } from 'node:fs';

/** An Avro schema as JSON (Avro 1.11 specification). */
export type AvroSchema = string | readonly AvroSchema[] | AvroNamed;

/** The parts of a complex Avro schema that this package reads. */
export interface AvroNamed {
  readonly type: AvroSchema;
  readonly name?: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly symbols?: readonly string[];
  readonly default?: unknown;
  readonly items?: AvroSchema;
  readonly fields?: readonly AvroField[];
}

/** A field of an Avro record. */
export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly doc?: string;
  readonly default?: unknown;
}

const rawArticle = read('raw-article');

/** Every message schema, self-contained: a registry client needs only one schema to read a message. */
export const avroSchemas = {
  rawArticle,
  incomingArticle: read('incoming-article'),
  annotatedArticle: inline(read('annotated-article'), 'RawArticle', rawArticle),
  feed: read('feed'),
  feedState: read('feed-state'),
  page: read('page'),
} as const;

function read(name: string): AvroNamed {
  return JSON.parse(readFileSync(new URL(`../../avro/${name}.avsc`, import.meta.url), 'utf8')) as AvroNamed;
}

function inline(schema: AvroNamed, name: string, definition: AvroNamed): AvroNamed {
  const fields = (schema.fields ?? []).map((field) =>
    field.type === name ? { ...field, type: definition } : field,
  );
  return { ...schema, fields };
}
