import avsc from 'avsc';
import type { AvroNamed } from './avro.ts';
import { MessageError, SetupError } from '../errors.ts';
import type { Registry } from './registry.ts';
import { subjectOf, type Topic } from '../topics.ts';

/** Turns one topic's values into bytes and back. */
export interface Codec<T> {
  /** Looks up the current schema; throws `SetupError` if it is not registered. Call it before readiness. */
  readonly prepare: () => Promise<void>;
  /** Throws `MessageError` naming the field that does not fit the schema. */
  readonly encode: (value: T) => Promise<Buffer>;
  /**
   * Throws `MessageError` for undecodable bytes, `SetupError` when the registry has lost its subjects or its ids
   * refer to other schemas. A sender that uses another registry's ids is told from that: other messages can be
   * decoded, and this topic's own id still is its schema's.
   */
  readonly decode: (bytes: Buffer) => Promise<T>;
}

/** Confluent wire format: magic byte 0, schema id as 32 bits big-endian, Avro binary. */
const HEADER_BYTES = 5;

/** The schema id in a message's header, or null when its bytes lack the Confluent framing. */
export function schemaIdOf(bytes: Buffer): number | null {
  return bytes.length >= HEADER_BYTES && bytes[0] === 0 ? bytes.readInt32BE(1) : null;
}

/** The codec of a topic. It caches ids and decoders: known schemas keep working without the registry. */
export function createCodec<T>(topic: Topic<T>, registry: Registry, prefix = ''): Codec<T> {
  const subject = subjectOf(prefix + topic.name);
  const reader = avsc.Type.forSchema(topic.schema as avsc.Schema);
  /** By schema id. Concurrent requests for one id share a lookup. */
  const decoders = new Map<number, Promise<(payload: Buffer) => T>>();
  const writer = createWriterId(() => registry.idOf(subject, topic.schema), subject);
  let hasDecoded = false;

  async function lookUp(id: number): Promise<(payload: Buffer) => T> {
    return decoderFor(reader, await writerSchema(id), id) as (payload: Buffer) => T;
  }

  async function decoderOf(id: number): Promise<(payload: Buffer) => T> {
    const decoder = decoders.get(id) ?? lookUp(id);
    decoders.set(id, decoder);
    try {
      return await decoder;
    } catch (error) {
      if (decoders.get(id) === decoder) decoders.delete(id);
      throw error;
    }
  }

  async function writerSchema(id: number): Promise<AvroNamed> {
    try {
      return await registry.schemaOf(id);
    } catch (error) {
      // An unknown id is a poison message only if the registry still holds this topic's own schema.
      if (error instanceof MessageError) await registry.idOf(subject, topic.schema);
      throw error;
    }
  }

  /** Whether the registry gives this topic's schema under the id that it had. */
  async function ownIdIsRight(): Promise<boolean> {
    const own = await registry.idOf(subject, topic.schema);
    const known = writer.known() ?? own;
    return own === known && formOf(await registry.schemaOf(own)) === formOf(topic.schema);
  }

  return {
    prepare: async () => {
      await writer.id();
    },
    encode: async (value) => frame(await writer.id(), reader, value),
    decode: async (bytes) => {
      const id = schemaIdOf(bytes);
      if (id === null) throw notFramed(bytes);
      const payload = bytes.subarray(HEADER_BYTES);
      try {
        const decoder = await decoderOf(id);
        const value = decoder(payload);
        hasDecoded = true;
        return value;
      } catch (error) {
        if (
          !(error instanceof MessageError) ||
          error.errorClass === 'unknown-schema' ||
          !fits(reader, payload)
        )
          throw error;
        decoders.delete(id);
        const found = `a message of ${topic.name} was not written with schema ${id}`;
        if (hasDecoded && (await ownIdIsRight()))
          throw new MessageError('other-schema', `Its sender uses another registry: ${found}.`, {
            cause: error,
          });
        throw otherIds(found, error);
      }
    },
  };
}

/** How long the id of a topic's own schema counts before it is checked again, and while it is wrong. */
const ID_LASTS_MS = 60_000;
const WRONG_ID_LASTS_MS = 5000;

/**
 * The id of a topic's own schema, looked up once. It is checked in the background from time to time: a
 * registry that was restored may give it to another schema, and then `id` throws.
 */
function createWriterId(
  lookUp: () => Promise<number>,
  subject: string,
): { readonly id: () => Promise<number>; readonly known: () => number | undefined } {
  let known: number | undefined;
  /** The first look-up, which concurrent calls share. */
  let first: Promise<number> | undefined;
  let fault: SetupError | null = null;
  let checkedAt = -Infinity;

  async function check(expected: number): Promise<void> {
    checkedAt = performance.now();
    const found = await lookUp();
    fault = found === expected ? null : otherIds(`${subject} was schema ${expected} and is ${found}`);
  }

  return {
    known: () => known,
    id: async () => {
      if (known === undefined) {
        first ??= lookUp().finally(() => {
          first = undefined;
        });
        known = await first;
        checkedAt = performance.now();
      }
      const lasts = fault === null ? ID_LASTS_MS : WRONG_ID_LASTS_MS;
      // An unreachable registry changes nothing, and must not delay anything.
      if (performance.now() - checkedAt > lasts) void check(known).catch(() => undefined);
      if (fault !== null) throw fault;
      return known;
    },
  };
}

/** A schema in canonical form: without documentation and defaults. */
function formOf(schema: AvroNamed): string {
  return JSON.stringify(avsc.Type.forSchema(schema as avsc.Schema).schema());
}

/** Whether the payload is a complete value of the type. A poison message is not, except by a rare accident. */
function fits(type: avsc.Type, payload: Buffer): boolean {
  try {
    type.fromBuffer(payload);
    return true;
  } catch {
    return false;
  }
}

function otherIds(found: string, cause?: unknown): SetupError {
  return new SetupError(
    `The schema registry's ids refer to other schemas than when the messages were written: ${found}.`,
    'Restore the registry with its ids.',
    { cause },
  );
}

function frame(id: number, type: avsc.Type, value: unknown): Buffer {
  const invalid: string[] = [];
  type.isValid(value, {
    errorHook: (path, found, expected) => {
      invalid.push(`${path.join('.')}: expected ${String(expected)}, found ${describe(found)}`);
    },
  });
  if (invalid.length > 0)
    throw new MessageError('invalid-value', `The value does not fit its schema: ${invalid.join('; ')}`);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32BE(id, 1);
  return Buffer.concat([header, type.toBuffer(value)]);
}

function describe(found: unknown): string {
  return found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80);
}

function decoderFor(reader: avsc.Type, schema: AvroNamed, id: number): (payload: Buffer) => unknown {
  const resolver = resolverFor(reader, schema, id);
  return (payload) => {
    try {
      return reader.fromBuffer(payload, resolver) as unknown;
    } catch (cause) {
      throw new MessageError('undecodable', `The bytes do not follow schema ${id}: ${String(cause)}`, {
        cause,
      });
    }
  };
}

function resolverFor(
  reader: avsc.Type,
  schema: AvroNamed,
  id: number,
): ReturnType<avsc.Type['createResolver']> {
  try {
    return reader.createResolver(avsc.Type.forSchema(schema as avsc.Schema));
  } catch (cause) {
    throw new MessageError(
      'incompatible-schema',
      `Schema ${id} cannot be read as ${reader.name ?? 'the current schema'}: ${String(cause)}`,
      { cause },
    );
  }
}

function notFramed(bytes: Buffer): MessageError {
  const found = bytes.subarray(0, HEADER_BYTES).toString('hex');
  return new MessageError(
    'undecodable',
    `Expected magic byte 00 and a schema id, found ${found === '' ? 'no bytes' : found}.`,
  );
}
