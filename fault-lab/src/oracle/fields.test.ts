import { describe, expect, it } from '@jest/globals';
import { digestOf, type Original } from './fields.ts';

const original: Original = { key: 'a/1', value: Buffer.from('text'), headers: { producer: 'wire' } };

describe('digestOf', () => {
  it('is the same for a sent record and for the stored one', () => {
    const stored = { ...original, key: Buffer.from('a/1'), headers: { producer: 'wire', traceparent: '00' } };

    expect(digestOf(stored)).toBe(digestOf(original));
  });

  it.each<{ what: string; other: Original }>([
    { what: 'another key', other: { ...original, key: 'a/2' } },
    { what: 'no key', other: { ...original, key: null } },
    { what: 'another value', other: { ...original, value: Buffer.from('next') } },
    {
      what: 'the end of the key moved into the value',
      other: { ...original, key: 'a/', value: Buffer.from('1text') },
    },
    { what: 'another producer', other: { ...original, headers: { producer: 'press' } } },
    { what: 'no producer', other: { ...original, headers: {} } },
  ])('differs with $what', ({ other }) => {
    expect(digestOf(other)).not.toBe(digestOf(original));
  });

  it('distinguishes a missing value from an empty one', () => {
    expect(digestOf({ ...original, value: null })).not.toBe(
      digestOf({ ...original, value: Buffer.alloc(0) }),
    );
  });
});
