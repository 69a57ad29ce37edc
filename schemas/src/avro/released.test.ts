import { describe, expect, it } from '@jest/globals';
import avsc from 'avsc';
import { compatibilityProblems, releasedSchemas } from './released.ts';
import { topics } from '../topics.ts';

describe('released schemas', () => {
  it.each(Object.values(topics))('keeps at least one golden message of $name', ({ name }) => {
    expect(releasedSchemas(name).length).toBeGreaterThan(0);
  });

  const released = Object.values(topics).flatMap((topic) =>
    releasedSchemas(topic.name).map((version) => ({ ...version, reads: topic.schema })),
  );

  it.each(released)(
    'reads a golden message of $topic, version $version, with the current schema',
    ({ reads, schema, message, value }) => {
      const reader = avsc.Type.forSchema(reads as avsc.Schema);
      const resolver = reader.createResolver(avsc.Type.forSchema(schema as avsc.Schema));

      const read = JSON.parse(JSON.stringify(reader.fromBuffer(message, resolver))) as unknown;

      expect(read).toMatchObject(value);
    },
  );

  it('finds every released schema compatible with the current one', () => {
    expect(compatibilityProblems()).toEqual([]);
  });
});
