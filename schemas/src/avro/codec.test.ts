import { describe, expect, it, jest } from '@jest/globals';
import { avroSchemas, type AvroNamed } from './avro.ts';
import { createCodec, schemaIdOf } from './codec.ts';
import { MessageError, SetupError } from '../errors.ts';
import type { Registry } from './registry.ts';
import { aRawArticle } from '../testing.ts';
import { topics } from '../topics.ts';

/** An in-memory registry: schemas by id, and the id of the topic's own schema (null: lost). */
function registryWith(schemas: Readonly<Record<number, AvroNamed>>, ownId: number | null = 7): Registry {
  return {
    idOf: () =>
      ownId === null ? Promise.reject(new SetupError('gone', 'register')) : Promise.resolve(ownId),
    schemaOf: (id) => {
      const schema = schemas[id];
      return schema
        ? Promise.resolve(schema)
        : Promise.reject(new MessageError('unknown-schema', `no ${id}`));
    },
    register: () => Promise.reject(new Error('unexpected call')),
  };
}

describe('codec', () => {
  it('writes the Confluent framing and reads it back', async () => {
    const codec = createCodec(topics.raw, registryWith({ 7: avroSchemas.rawArticle }));

    const bytes = await codec.encode(aRawArticle());

    expect(schemaIdOf(bytes)).toBe(7);
    expect({ ...(await codec.decode(bytes)) }).toEqual(aRawArticle());
  });

  it('reads a message of an older schema and fills new fields with their defaults', async () => {
    const older = {
      ...avroSchemas.rawArticle,
      fields: (avroSchemas.rawArticle.fields ?? []).filter(({ name }) => name !== 'byline'),
    };
    const writer = createCodec({ ...topics.raw, schema: older }, registryWith({}, 3));
    const reader = createCodec(topics.raw, registryWith({ 3: older }));

    const read = await reader.decode(await writer.encode(aRawArticle({ byline: 'lost' })));

    expect(read.byline).toBeNull();
  });

  it.each([
    { case: 'no bytes', bytes: Buffer.alloc(0), errorClass: 'undecodable' },
    { case: 'another magic byte', bytes: Buffer.from('7b226964223a317d', 'hex'), errorClass: 'undecodable' },
    {
      case: 'an unknown schema id',
      bytes: Buffer.from('00000000630101', 'hex'),
      errorClass: 'unknown-schema',
    },
    { case: 'a truncated payload', bytes: Buffer.from('0000000007ff', 'hex'), errorClass: 'undecodable' },
  ])('treats a message with $case as a poison message', async ({ bytes, errorClass }) => {
    const codec = createCodec(topics.raw, registryWith({ 7: avroSchemas.rawArticle }));

    await expect(codec.decode(bytes)).rejects.toMatchObject({ name: 'MessageError', errorClass });
  });

  it('treats an unknown id as a configuration fault when the topic’s own schema is lost too', async () => {
    const codec = createCodec(topics.raw, registryWith({}, null));

    await expect(codec.decode(Buffer.from('00000000630101', 'hex'))).rejects.toBeInstanceOf(SetupError);
  });

  it('names the field of a value that does not match the schema', async () => {
    const codec = createCodec(topics.raw, registryWith({}));
    const wrong = aRawArticle({ revision: 'today' as never });

    await expect(codec.encode(wrong)).rejects.toThrow(/revision: expected .*long.*found "today"/);
  });

  it('shares one registry lookup between concurrent messages, and retries after a failure', async () => {
    const requested: number[] = [];
    const registry = registryWith({ 7: avroSchemas.rawArticle });
    const codec = createCodec(topics.raw, {
      ...registry,
      schemaOf: (id) => {
        requested.push(id);
        return requested.length === 1 ? Promise.reject(new Error('away')) : registry.schemaOf(id);
      },
    });
    const bytes = await codec.encode(aRawArticle());

    await expect(Promise.all([codec.decode(bytes), codec.decode(bytes)])).rejects.toThrow('away');
    await Promise.all(Array.from({ length: 100 }, () => codec.decode(bytes)));

    expect(requested).toEqual([7, 7]);
  });

  it('looks its own schema up once for concurrent messages', async () => {
    let lookUps = 0;
    const codec = createCodec(topics.raw, {
      ...registryWith({}),
      idOf: () => {
        lookUps += 1;
        return Promise.resolve(7);
      },
    });

    await Promise.all(Array.from({ length: 100 }, () => codec.encode(aRawArticle())));

    expect(lookUps).toBe(1);
  });

  it('keeps working with cached ids when the registry is away', async () => {
    let away = false;
    const registry = registryWith({ 7: avroSchemas.rawArticle });
    const codec = createCodec(topics.raw, {
      ...registry,
      idOf: (...of) => (away ? Promise.reject(new Error('away')) : registry.idOf(...of)),
      schemaOf: (id) => (away ? Promise.reject(new Error('away')) : registry.schemaOf(id)),
    });
    const before = await codec.encode(aRawArticle());
    await codec.decode(before);
    away = true;

    const after = await codec.encode(aRawArticle());

    expect((await codec.decode(after)).id).toBe(aRawArticle().id);
  });

  it("stops when the message's id refers to a schema that it was not written with", async () => {
    const codec = createCodec(topics.raw, registryWith({ 7: avroSchemas.page }));
    const bytes = await codec.encode(aRawArticle());

    await expect(codec.decode(bytes)).rejects.toThrow(
      /^The schema registry's ids refer to other schemas.*articles\.raw.*schema 7.*Restore the registry/,
    );
  });

  it("takes a single message with another registry's id for a poison message", async () => {
    const schemas: Record<number, AvroNamed> = { 7: avroSchemas.rawArticle, 5: avroSchemas.page };
    const codec = createCodec(topics.raw, registryWith(schemas));
    const ours = await codec.encode(aRawArticle());
    const theirs = Buffer.from(ours);
    theirs.writeInt32BE(5, 1);
    await expect(codec.decode(theirs)).rejects.toBeInstanceOf(SetupError);

    await codec.decode(ours);
    await expect(codec.decode(theirs)).rejects.toMatchObject({ errorClass: 'other-schema' });

    schemas[7] = avroSchemas.page;
    await expect(codec.decode(theirs)).rejects.toBeInstanceOf(SetupError);
  });

  it('resumes when the registry has its ids again', async () => {
    const schemas: Record<number, AvroNamed> = { 7: avroSchemas.page };
    const codec = createCodec(topics.raw, registryWith(schemas));
    const bytes = await codec.encode(aRawArticle());
    await expect(codec.decode(bytes)).rejects.toBeInstanceOf(SetupError);

    schemas[7] = avroSchemas.rawArticle;

    expect((await codec.decode(bytes)).id).toBe(aRawArticle().id);
  });

  it('still treats a message of another topic as a poison message', async () => {
    const feeds = createCodec(topics.feeds, registryWith({}, 9));
    const bytes = await feeds.encode({
      url: 'https://a.example/feed',
      source: null,
      paused: false,
      minIntervalSeconds: null,
      addedAt: 1,
      handedOver: null,
    });
    const codec = createCodec(topics.raw, registryWith({ 9: avroSchemas.feed }));

    await expect(codec.decode(bytes)).rejects.toBeInstanceOf(MessageError);
  });

  it('notices within two minutes that its own schema has another id, and writes nothing until it is back', async () => {
    jest.useFakeTimers();
    try {
      let id = 7;
      const codec = createCodec(topics.raw, { ...registryWith({}), idOf: () => Promise.resolve(id) });
      await codec.encode(aRawArticle());
      id = 8;
      jest.advanceTimersByTime(61_000);
      await codec.encode(aRawArticle());
      await jest.advanceTimersByTimeAsync(0);

      await expect(codec.encode(aRawArticle())).rejects.toThrow('articles.raw-value was schema 7 and is 8');

      id = 7;
      jest.advanceTimersByTime(6000);
      await codec.encode(aRawArticle()).catch(() => undefined);
      await jest.advanceTimersByTimeAsync(0);
      await expect(codec.encode(aRawArticle())).resolves.toBeInstanceOf(Buffer);
    } finally {
      jest.useRealTimers();
    }
  });
});
