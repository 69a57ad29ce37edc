import { describe, expect, it } from '@jest/globals';
import type { Letter, RawRecord } from './contract.ts';
import { countedBeyond, countRepeats } from './repeats.ts';

const record = (revision: number, offset: string): RawRecord => ({
  ...{ partition: 3, offset, id: 'a', revision, kind: 'upsert', text: null, annotated: null },
});
const letter = (offset: string): Letter => ({
  ...{ topic: 'articles.raw', partition: 1, offset, stage: 'annotator', errorClass: 'undecodable' },
  ...{ reason: 'not Avro', articleId: null, digest: 'bytes', originalDigest: 'bytes', indexed: true },
});

describe('countRepeats', () => {
  it('counts repeated annotations, except for a replay', () => {
    const raw = [record(1, '1'), record(2, '2'), record(1, '3')];
    const annotatedTimes = new Map([
      ['a/1', 2],
      ['a/2', 3],
    ]);

    expect(countRepeats({ raw, annotatedTimes, letters: [] }).annotated).toBe(2);
  });

  it('does not offset repeats with missing messages', () => {
    const raw = [record(1, '1'), record(1, '2'), record(2, '3')];
    const annotatedTimes = new Map([
      ['a/1', 1],
      ['a/2', 2],
    ]);

    expect(countRepeats({ raw, annotatedTimes, letters: [] }).annotated).toBe(1);
  });

  it('counts dead letters beyond one per message', () => {
    const letters = [letter('7'), letter('7'), letter('8')];

    expect(countRepeats({ raw: [], annotatedTimes: new Map(), letters }).letters).toBe(1);
  });
});

describe('countedBeyond', () => {
  it('returns how many outcomes too many or too few were counted', () => {
    const outcomes = { pages: { delivered: 4, rescheduled: 2 }, 'articles.raw': { delivered: 7 } };

    expect(countedBeyond(outcomes, { pages: 5, 'articles.raw': 9, 'articles.inbox': 0 })).toEqual({
      pages: 1,
      'articles.raw': -2,
      'articles.inbox': 0,
    });
  });
});
