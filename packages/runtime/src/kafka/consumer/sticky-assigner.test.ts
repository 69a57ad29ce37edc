import { describe, expect, it } from '@jest/globals';
import { sharesOf } from './sticky-assigner.ts';

const TWELVE = Array.from({ length: 12 }, (_, id) => id);

function holder(memberId: string, held: readonly number[] = []) {
  return { memberId, held };
}

describe('shares of partitions', () => {
  it.each([
    [1, [12]],
    [2, [6, 6]],
    [5, [3, 3, 2, 2, 2]],
    [13, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]],
  ])('among %d members are even to one and give each partition once', (count, sizes) => {
    const shares = sharesOf(
      Array.from({ length: count }, (_, place) => holder(`member-${place}`)),
      TWELVE,
    );

    expect([...shares.values()].map(({ length }) => length).sort((a, b) => b - a)).toEqual(sizes);
    expect([...shares.values()].flat().sort((a, b) => a - b)).toEqual(TWELVE);
  });

  it('at a join move only what makes the newcomer’s share', () => {
    const shares = sharesOf([holder('new'), holder('old', TWELVE)], TWELVE);

    expect(shares.get('old')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(shares.get('new')).toEqual([6, 7, 8, 9, 10, 11]);
  });

  it('at a leave move only what the leaver held', () => {
    const shares = sharesOf([holder('a', [1, 4, 9, 11]), holder('b', [0, 2, 5, 7])], TWELVE);

    expect(shares.get('a')).toEqual(expect.arrayContaining([1, 4, 9, 11]));
    expect(shares.get('b')).toEqual(expect.arrayContaining([0, 2, 5, 7]));
  });

  it('stay as they are when nobody came or went', () => {
    const held = [holder('a', [0, 1, 2]), holder('b', [3, 4]), holder('c', [5, 6])];

    const shares = sharesOf(held, [0, 1, 2, 3, 4, 5, 6]);

    expect(held.map(({ memberId }) => shares.get(memberId))).toEqual(held.map(({ held: ids }) => ids));
  });

  it('give a partition that two claim, or that is gone, to one member or to none', () => {
    const shares = sharesOf([holder('a', [0, 1, 99]), holder('b', [0, 1])], [0, 1]);

    expect([...shares.values()].flat().sort()).toEqual([0, 1]);
  });
});
