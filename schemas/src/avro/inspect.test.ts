import { describe, expect, it } from '@jest/globals';
import { avroSchemas, type AvroNamed } from './avro.ts';
import { createCodec } from './codec.ts';
import { MessageError } from '../errors.ts';
import { inspectMessage, offendingField } from './inspect.ts';
import type { Registry } from './registry.ts';
import { anAnnotatedArticle } from '../testing.ts';
import { topics } from '../topics.ts';

const ID = 7;

/** A registry that holds one schema. */
function registryOf(schema: AvroNamed): Registry {
  return {
    idOf: () => Promise.resolve(ID),
    register: () => Promise.resolve(ID),
    schemaOf: (id) =>
      id === ID
        ? Promise.resolve(schema)
        : Promise.reject(new MessageError('unknown-schema', `no schema ${id}`)),
  };
}

const registry = registryOf(avroSchemas.annotatedArticle);
const article = anAnnotatedArticle();
const bytes = await createCodec(topics.annotated, registry).encode(article);

describe('inspectMessage', () => {
  it('reads a complete value with the schema named in its header', async () => {
    const found = await inspectMessage(registry, bytes);

    expect(found).toMatchObject({ field: null, problem: null });
    expect(found.schema).toMatch(/AnnotatedArticle$/);
    expect(found.value).toMatchObject({ article: { title: article.article.title } });
  });

  it('names the field at which the bytes end, and keeps the fields before it', async () => {
    const title = bytes.indexOf(article.article.title);

    const found = await inspectMessage(registry, bytes.subarray(0, title + 3));

    expect(found.field).toBe('article.title');
    expect(found.problem).toContain('article.title cannot be read');
    expect(found.value).toMatchObject({ article: { id: article.article.id } });
  });

  it('reports how many bytes remain after the value', async () => {
    const found = await inspectMessage(registry, Buffer.concat([bytes, Buffer.from('xyz')]));

    expect(found.problem).toContain('3 bytes remain');
  });

  it.each([
    { case: 'text without framing', given: Buffer.from('{"title":"x"}'), value: '{"title":"x"}' },
    { case: 'bytes that are not text', given: Buffer.from('ff00ff', 'hex'), value: null },
    { case: 'no bytes', given: Buffer.alloc(0), value: '' },
  ])('shows what can be read of $case', async ({ given, value }) => {
    expect(await inspectMessage(registry, given)).toMatchObject({ schema: null, value, field: null });
  });

  it('reports an unknown schema', async () => {
    const found = await inspectMessage(registry, Buffer.from('000000000901', 'hex'));

    expect(found).toEqual({ schema: null, value: null, field: null, problem: 'no schema 9' });
  });
});

describe('offendingField', () => {
  it.each([
    {
      reason:
        'OpenSearch answered 400 illegal_argument_exception: Document contains at least one immense term in field="byline" (whose',
      field: 'byline',
    },
    {
      reason:
        'OpenSearch answered 400 mapper_parsing_exception: failed to parse field [publishedAt] of type [date] in document',
      field: 'publishedAt',
    },
    {
      reason: 'The value does not fit its schema: article.title: expected "string", found 5',
      field: 'article.title',
    },
    { reason: 'publishedAt: expected milliseconds since the epoch, found 9e15.', field: 'publishedAt' },
    { reason: 'Expected magic byte 00 and a schema id, found 6e6f.', field: null },
    { reason: 'The schema registry has no schema with id 9.', field: null },
  ])('finds $field in: $reason', ({ reason, field }) => {
    expect(offendingField(reason)).toBe(field);
  });
});
