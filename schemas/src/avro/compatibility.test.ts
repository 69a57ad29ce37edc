import { describe, expect, it } from '@jest/globals';
import type { AvroField, AvroNamed } from './avro.ts';
import { incompatibilities } from './compatibility.ts';

function record(...fields: AvroField[]): AvroNamed {
  return { type: 'record', name: 'Thing', fields };
}

const id: AvroField = { name: 'id', type: 'string' };

describe('incompatibilities', () => {
  it.each([
    {
      case: 'a field with a default is added',
      current: record(id, { name: 'note', type: ['null', 'string'], default: null }),
    },
    { case: 'a schema is compared with itself', current: record(id) },
    { case: 'documentation changes', current: record({ ...id, doc: 'the id' }) },
  ])('finds nothing when $case', ({ current }) => {
    expect(incompatibilities(current, record(id))).toEqual([]);
  });

  it.each([
    {
      case: 'a field without a default is added',
      current: record(id, { name: 'note', type: 'string' }),
      named: 'note',
    },
    { case: 'a field without a default is removed', current: record(), named: 'id' },
    {
      case: 'a type changes',
      current: record({ name: 'id', type: 'long' }),
      named: 'id: string cannot be read as long',
    },
    { case: 'a field is renamed', current: record({ name: 'key', type: 'string' }), named: 'key' },
    {
      case: 'a nested field changes',
      current: record({ name: 'id', type: record({ name: 'part', type: 'int' }) }),
      named: 'id',
    },
  ])('names the field when $case', ({ current, named }) => {
    expect(incompatibilities(current, record(id)).join('\n')).toContain(named);
  });

  it('names the path of a field inside arrays of records', () => {
    const of = (type: string): AvroNamed =>
      record({
        name: 'list',
        type: { type: 'array', items: { type: 'record', name: 'Item', fields: [{ name: 'size', type }] } },
      });

    expect(incompatibilities(of('int'), of('string')).join('\n')).toContain('list[].size');
  });

  it('reports an enum symbol that a released reader does not know', () => {
    const colours = (...symbols: string[]): AvroNamed =>
      record({ name: 'colour', type: { type: 'enum', name: 'Colour', symbols } });

    expect(incompatibilities(colours('red', 'blue'), colours('red')).join('\n')).toContain('blue');
  });
});
