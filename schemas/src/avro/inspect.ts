import avsc from 'avsc';
import { schemaIdOf } from './codec.ts';
import type { AvroNamed } from './avro.ts';
import type { Registry } from './registry.ts';

/** What a message's bytes contain, as far as they can be read. */
export interface Inspection {
  /** Full name of the schema the bytes were written with; null when it is unavailable. */
  readonly schema: string | null;
  /** The value as written; for a broken record, the fields before the break; for unframed text, the text. */
  readonly value: unknown;
  /** Path of the first field that cannot be read: `article.title`. */
  readonly field: string | null;
  /** Why the value is incomplete; null when it is complete. */
  readonly problem: string | null;
}

/** Confluent wire format: magic byte and schema id. */
const HEADER_BYTES = 5;
/** Unframed text is cut to this many characters. */
const LONGEST_TEXT = 2000;

/** Reads as much of a message as possible with its schema. Never throws: a registry outage is a `problem`. */
export async function inspectMessage(registry: Registry, bytes: Buffer): Promise<Inspection> {
  const id = schemaIdOf(bytes);
  if (id === null) return unframed(bytes);
  let schema: AvroNamed;
  try {
    schema = await registry.schemaOf(id);
  } catch (error) {
    return { schema: null, value: null, field: null, problem: messageOf(error) };
  }
  const type = avsc.Type.forSchema(schema as avsc.Schema);
  const { value, end, field, problem } = readValue(type, bytes, HEADER_BYTES, '');
  const left = bytes.length - end;
  return {
    schema: type.name ?? null,
    value,
    field,
    problem: problem ?? (left > 0 ? `${left} bytes remain after the value described by schema ${id}.` : null),
  };
}

/** The field that a reason blames, or null. */
export function offendingField(reason: string): string | null {
  const patterns = [
    // OpenSearch: immense term in field="byline"; failed to parse field [publishedAt] of type [date]
    /\bfield="([^"]{1,200})"/,
    /\bfield \[([^\]]{1,200})\]/,
    // Gazette: `publishedAt: expected …`, possibly after a prefix.
    /(?:^|[:;,] )([A-Za-z][\w.]{0,199}): expected /,
  ];
  for (const pattern of patterns) {
    const found = pattern.exec(reason)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

function unframed(bytes: Buffer): Inspection {
  const problem = 'The bytes do not begin with magic byte 00 and a schema id.';
  return { schema: null, value: textOf(bytes), field: null, problem };
}

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).slice(0, LONGEST_TEXT);
  } catch {
    return null;
  }
}

interface Read {
  readonly value: unknown;
  readonly end: number;
  readonly field: string | null;
  readonly problem: string | null;
}

/** The fields of a record type, which avsc's type declarations lack. */
interface RecordFields {
  readonly fields: readonly { readonly name: string; readonly type: avsc.Type }[];
}

/** Reads records field by field, so that a broken field can be named. */
function readValue(type: avsc.Type, bytes: Buffer, start: number, path: string): Read {
  if (type.typeName !== 'record') return readWhole(type, bytes, start, path);
  const value: Record<string, unknown> = {};
  let end = start;
  for (const { name, type: fieldType } of (type as avsc.Type & RecordFields).fields) {
    const read = readValue(fieldType, bytes, end, path === '' ? name : `${path}.${name}`);
    if (read.value !== undefined) value[name] = read.value;
    if (read.problem !== null) return { ...read, value };
    end = read.end;
  }
  return { value, end, field: null, problem: null };
}

function readWhole(type: avsc.Type, bytes: Buffer, start: number, path: string): Read {
  const broken = (why: string): Read => ({
    value: undefined,
    end: bytes.length,
    field: path === '' ? null : path,
    problem: `${path === '' ? 'The value' : path} cannot be read at byte ${start}: ${why}`,
  });
  try {
    const { value, offset } = type.decode(bytes, start) as {
      readonly value: unknown;
      readonly offset: number;
    };
    return offset < 0
      ? broken(`expected ${type.typeName}, found the end of the message`)
      : { value, end: offset, field: null, problem: null };
  } catch (error) {
    return broken(messageOf(error));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
