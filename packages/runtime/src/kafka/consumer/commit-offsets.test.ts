import { describe, expect, it } from '@jest/globals';
import { noteOf, readNote } from './commit-offsets.ts';

describe('the note that is committed with an offset', () => {
  it('keeps the append time for the next owner', () => {
    const writtenAt = Date.UTC(2026, 10, 30);

    expect(readNote(noteOf(writtenAt) ?? '')).toBe(writtenAt);
  });

  it('is empty in a topic without append times', () => {
    expect(noteOf(0)).toBeNull();
    expect(readNote('')).toBeNull();
  });

  // Taken for a time, it would be committed again, and a rollback would skip the pages that it names.
  it('is no time when it is the bitmap of an earlier release, even in digits', () => {
    const bitmap = Buffer.from([0xd7, 0x6d, 0xf8]).toString('base64');

    expect(bitmap).toBe('1234');
    expect(readNote(bitmap)).toBeNull();
    expect(readNote('AQ==')).toBeNull();
  });
});
