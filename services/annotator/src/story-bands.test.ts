import { describe, expect, it } from '@jest/globals';
import { storyBands } from './story-bands.ts';
import { analyse } from './text.ts';

const STORY = sentences(1, 40);

/** Sentences of numbered words: no two share a shingle. */
function sentences(from: number, count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `Word${from + i} went to place${from + i} with friend${from + i}.`,
  ).join(' ');
}

function bandsOf(body: string): readonly number[] {
  return storyBands(analyse({ title: '', body }));
}

function shared(a: string, b: string): number {
  const bands = new Set(bandsOf(a));
  return bandsOf(b).filter((band) => bands.has(band)).length;
}

describe('storyBands', () => {
  it('gives 32 different whole numbers below 2^53', () => {
    const bands = bandsOf(STORY);

    expect(new Set(bands).size).toBe(32);
    expect(bands.every((band) => Number.isSafeInteger(band) && band >= 0)).toBe(true);
  });

  it.each([
    {
      case: 'a wire header and a footer were added',
      copy: `LONDON (Agency) - ${STORY} Reporting by our staff; editing by others.`,
    },
    { case: 'it was shortened to 70 %', copy: sentences(1, 28) },
    { case: 'some words changed', copy: STORY.replace('place7 ', 'town ').replace('friend23', 'brother') },
  ])('shares a band with a copy when $case', ({ copy }) => {
    expect(shared(STORY, copy)).toBeGreaterThan(0);
  });

  it('ignores case and punctuation', () => {
    expect(bandsOf(STORY.toUpperCase().replaceAll('.', ' !'))).toEqual(bandsOf(STORY));
  });

  it('gives another story only other bands', () => {
    expect(shared(STORY, sentences(1000, 40))).toBe(0);
  });

  it('puts the index of the band into its hash, so that different bands never collide', () => {
    expect(bandsOf(STORY).map((band) => band % 32)).toEqual(Array.from({ length: 32 }, (_, i) => i));
  });

  it('gives no bands for a body that is too short', () => {
    expect(bandsOf('Read more about this story on our site.')).toEqual([]);
  });
});
