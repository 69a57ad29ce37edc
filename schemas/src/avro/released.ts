import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { AvroNamed } from './avro.ts';
import { incompatibilities } from './compatibility.ts';
import { topics } from '../topics.ts';

/** A schema that deployed releases write messages with, and one such message. */
export interface Released {
  readonly topic: string;
  /** Counts from 1 within the topic. */
  readonly version: number;
  readonly schema: AvroNamed;
  /** Avro binary, without the wire format's header. */
  readonly message: Buffer;
  /** The value that the message was written from. */
  readonly value: Readonly<Record<string, unknown>>;
}

const folder = new URL('../../golden/', import.meta.url);

/** Every released schema of a topic with its golden message, oldest first. */
export function releasedSchemas(topic: string): readonly Released[] {
  const at = new URL(`${topic}/`, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at)
    .filter((file) => file.endsWith('.avsc'))
    .map((file) => Number(file.slice(0, -'.avsc'.length)))
    .sort((a, b) => a - b)
    .map((version) => ({
      topic,
      version,
      schema: JSON.parse(readFileSync(new URL(`${version}.avsc`, at), 'utf8')) as AvroNamed,
      message: readFileSync(new URL(`${version}.bin`, at)),
      value: JSON.parse(readFileSync(new URL(`${version}.json`, at), 'utf8')) as Record<string, unknown>,
    }));
}

/**
 * Every violation of FULL_TRANSITIVE compatibility, one line per field: compares each current schema with
 * all of its released versions. Empty when the schemas can be registered.
 */
export function compatibilityProblems(): readonly string[] {
  return Object.values(topics).flatMap(({ name, schema }) =>
    releasedSchemas(name).flatMap((released) =>
      incompatibilities(schema, released.schema).map(
        (problem) => `${name}, against version ${released.version}: ${problem}`,
      ),
    ),
  );
}
