import { describe, expect, it } from '@jest/globals';
import { createLiveKeys, readRevisionKey } from './revision-keys.ts';

const ID = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

describe('readRevisionKey', () => {
  it.each([
    { case: 'reads a key of articles.raw', key: `${ID}/1740614400000`, expected: 1_740_614_400_000 },
    { case: 'reads a key of articles.annotated', key: `${ID}/1740614400000/7`, expected: 1_740_614_400_000 },
    { case: 'ignores the key of the shared clock', key: 'clock', expected: undefined },
    { case: 'ignores an id of another form', key: 'ab/1740614400000', expected: undefined },
    { case: 'ignores a key without a revision', key: `${ID}/`, expected: undefined },
  ])('$case', ({ key, expected }) => {
    expect(readRevisionKey(key)?.revision).toBe(expected);
  });
});

describe('createLiveKeys', () => {
  it('finds every key below the revision, of every annotator revision', () => {
    const keys = createLiveKeys(new Set([ID]));
    for (const key of [`${ID}/1/4`, `${ID}/1/5`, `${ID}/2/5`, `${ID}/3/5`, `${OTHER}/1/5`])
      keys.record(key, false);

    expect(keys.before(ID, 3)).toEqual([`${ID}/1/4`, `${ID}/1/5`, `${ID}/2/5`]);
  });

  it('leaves out a key whose last message is a tombstone', () => {
    const keys = createLiveKeys(new Set([ID]));
    keys.record(`${ID}/1`, false);
    keys.record(`${ID}/1`, true);

    expect(keys.before(ID, 3)).toEqual([]);
  });

  it('finds a key that was written again after its tombstone', () => {
    const keys = createLiveKeys(new Set([ID]));
    keys.record(`${ID}/1`, true);
    keys.record(`${ID}/1`, false);

    expect(keys.before(ID, 3)).toEqual([`${ID}/1`]);
  });

  it('finds nothing of other articles', () => {
    const keys = createLiveKeys(new Set([ID]));
    keys.record(`${OTHER}/1`, false);

    expect(keys.before(OTHER, 3)).toEqual([]);
  });
});
