import { describe, expect, it } from '@jest/globals';
import { judgeMovedBack, type OffsetsFault } from './partitions.ts';

const moved = {
  group: 'indexer',
  topic: 'articles.annotated',
  partition: 3,
  at: 5000,
  before: 9n,
  after: 7n,
};
const fault: OffsetsFault = { kind: 'indexer-offsets-set-back', subject: 'indexer', from: 4000, to: 4500 };

describe('judgeMovedBack', () => {
  it('reports a committed offset that falls', () => {
    expect(judgeMovedBack([moved], [])).toEqual([
      {
        kind: 'moved-back',
        message: 'indexer articles.annotated/3: expected committed offsets that never fall, found 7 after 9',
      },
    ]);
  });

  it.each([
    { case: 'accepts that an operator moved the offsets', faults: [fault], found: 0 },
    { case: 'reports a fall before that', faults: [{ ...fault, from: 5001 }], found: 1 },
    { case: 'reports a fall long after that', faults: [{ ...fault, from: -90_000, to: -6000 }], found: 1 },
    { case: 'reports a fall of another group', faults: [{ ...fault, subject: 'annotator' }], found: 1 },
    { case: 'reports a fall during another fault', faults: [{ ...fault, kind: 'service-kill' }], found: 1 },
  ])('$case', ({ faults, found }) => {
    expect(judgeMovedBack([moved], faults)).toHaveLength(found);
  });
});
