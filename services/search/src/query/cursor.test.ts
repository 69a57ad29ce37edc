import { describe, expect, it } from '@jest/globals';
import { Problem } from '@gazette/schemas';
import { readCursor, writeCursor } from './cursor.ts';

describe('readCursor', () => {
  it('reads a cursor that writeCursor made', () => {
    const cursor = writeCursor('published', [1740614400000, 'id-1']);

    expect(cursor).toMatch(/^[\w-]+$/);
    expect(readCursor('published', cursor)).toEqual([1740614400000, 'id-1']);
  });

  it.each([
    { case: 'a cursor of another order', cursor: writeCursor('oldest', [1]), message: 'one in order oldest' },
    { case: 'text that is not a cursor', cursor: 'aGVsbG8', message: 'found "aGVsbG8"' },
    { case: 'invalid sort values', cursor: writeCursor('published', [{}]), message: 'order published' },
    { case: 'an empty cursor', cursor: '', message: 'found ""' },
  ])('rejects $case', ({ cursor, message }) => {
    expect(() => readCursor('published', cursor)).toThrow(Problem);
    expect(() => readCursor('published', cursor)).toThrow(message);
  });
});
