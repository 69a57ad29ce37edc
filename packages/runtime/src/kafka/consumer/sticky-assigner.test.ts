import { describe, expect, it } from '@jest/globals';
import { sharesOf } from './sticky-assigner.ts';

const TWELVE = Array.from({ length: 12 }, (_, id) => id);

function holder(memberId: string, held: readonly number[] = []) {
  return { memberId, held };
}

describe('sharesOf', () => {
  it.each([
    [1, [12]],
    [2, [6, 6]],
    [5, [3, 3, 2, 2, 2]],
    [13, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]],
  ])('gives each partition once and, among %d members, shares of %j', (count, sizes) => {
    const shares = sharesOf(
      Array.from({ length: count }, (_, index) => holder(`member-${index}`)),
      TWELVE,
    );

    expect([...shares.values()].map(({ length }) => length).sort((a, b) => b - a)).toEqual(sizes);
    expect([...shares.values()].flat().sort((a, b) => a - b)).toEqual(TWELVE);
  });

  it('moves only the newcomer’s share at a join', () => {
    const shares = sharesOf([holder('new'), holder('old', TWELVE)], TWELVE);

    expect(shares.get('old')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(shares.get('new')).toEqual([6, 7, 8, 9, 10, 11]);
  });

  it('moves only what the leaver held at a leave', () => {
    const shares = sharesOf([holder('a', [1, 4, 9, 11]), holder('b', [0, 2, 5, 7])], TWELVE);

    expect(shares.get('a')).toEqual(expect.arrayContaining([1, 4, 9, 11]));
    expect(shares.get('b')).toEqual(expect.arrayContaining([0, 2, 5, 7]));
  });

  it('changes nothing when nobody joined or left', () => {
    const held = [holder('a', [0, 1, 2]), holder('b', [3, 4]), holder('c', [5, 6])];

    const shares = sharesOf(held, [0, 1, 2, 3, 4, 5, 6]);

    expect(held.map(({ memberId }) => shares.get(memberId))).toEqual(held.map(({ held: ids }) => ids));
  });

  it('gives a partition that two members claim to one of them, and a missing one to nobody', () => {
    const shares = sharesOf([holder('a', [0, 1, 99]), holder('b', [0, 1])], [0, 1]);

    expect([...shares.values()].flat().sort()).toEqual([0, 1]);
  });
});
