import { describe, expect, it } from '@jest/globals';
import { Problem } from '@gazette/schemas';
import { readCursor, writeCursor } from './cursor.ts';

describe('readCursor', () => {
  it('reads what writeCursor wrote', () => {
    const cursor = writeCursor('published', [1740614400000, 'id-1']);

    expect(cursor).toMatch(/^[\w-]+$/);
    expect(readCursor('published', cursor)).toEqual([1740614400000, 'id-1']);
  });

  it.each([
    { case: 'another order', cursor: writeCursor('oldest', [1]), says: 'one of order oldest' },
    { case: 'no cursor of ours', cursor: 'aGVsbG8', says: 'found "aGVsbG8"' },
    { case: 'sort values that are none', cursor: writeCursor('published', [{}]), says: 'order published' },
    { case: 'nothing', cursor: '', says: 'found ""' },
  ])('refuses $case', ({ cursor, says }) => {
    expect(() => readCursor('published', cursor)).toThrow(Problem);
    expect(() => readCursor('published', cursor)).toThrow(says);
  });
});
