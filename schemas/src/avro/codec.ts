import avsc from 'avsc';
import type { AvroNamed } from './avro.ts';
import { MessageError } from '../errors.ts';
import type { Registry } from './registry.ts';
import { subjectOf, type Topic } from '../topics.ts';

/** Turns one topic's values into bytes and back. */
export interface Codec<T> {
  /** Looks up the current schema; throws `SetupError` if it is not registered. Call it before readiness. */
  readonly prepare: () => Promise<void>;
  /** Throws `MessageError` naming the field that does not fit the schema. */
  readonly encode: (value: T) => Promise<Buffer>;
  /** Throws `MessageError` for undecodable bytes, `SetupError` when the registry has lost its subjects. */
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
  let ownId: number | undefined;

  async function writerId(): Promise<number> {
    ownId ??= await registry.idOf(subject, topic.schema);
    return ownId;
  }

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

  return {
    prepare: async () => {
      await writerId();
    },
    encode: async (value) => frame(await writerId(), reader, value),
    decode: async (bytes) => {
      const id = schemaIdOf(bytes);
      if (id === null) throw notFramed(bytes);
      const decoder = await decoderOf(id);
      return decoder(bytes.subarray(HEADER_BYTES));
    },
  };
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
