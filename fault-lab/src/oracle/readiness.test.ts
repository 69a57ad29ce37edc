import { describe, expect, it } from '@jest/globals';
import { patienceAt } from '@gazette/e2e/support/patience';
import { judgeReadiness, type Disturbance, type Turn } from './readiness.ts';

const second = 1000;
const freeze: Disturbance = {
  kind: 'broker-freeze',
  stops: ['indexer-1'],
  disturbs: ['indexer-1'],
  from: 10 * second,
  to: 22 * second,
};
const calm = { end: 100 * second, patience: 1 };

function turns(...times: readonly (readonly [number, boolean])[]): readonly Turn[] {
  return times.map(([at, ready]) => ({ instance: 'indexer-1', at: at * second, ready }));
}

describe('judgeReadiness', () => {
  it.each([
    {
      case: 'accepts an instance that is unready and ready in time',
      seen: turns([0, true], [14, false], [30, true]),
      kinds: [],
    },
    {
      case: 'reports an instance that becomes unready too late',
      seen: turns([0, true], [18, false], [23, true]),
      kinds: ['late-unready'],
    },
    {
      case: 'reports an instance that never becomes unready',
      seen: turns([0, true]),
      kinds: ['late-unready'],
    },
    {
      case: 'reports an instance that becomes ready too late',
      seen: turns([0, true], [12, false], [40, true]),
      kinds: ['late-ready'],
    },
    {
      case: 'reports an instance that never becomes ready again',
      seen: turns([0, true], [12, false]),
      kinds: ['late-ready'],
    },
    {
      case: 'accepts an instance that was already unready',
      seen: turns([0, true], [8, false], [24, true]),
      kinds: [],
    },
  ])('$case', ({ seen, kinds }) => {
    expect(judgeReadiness(seen, [freeze], calm).violations.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('does not judge a recovery that the next fault cuts short', () => {
    const next = { ...freeze, stops: [], from: 30 * second, to: 60 * second };

    const verdict = judgeReadiness(turns([0, true], [12, false], [61, true]), [freeze, next], calm);

    expect(verdict).toMatchObject({
      violations: [],
      unreadyAfter: [2 * second],
      readyAfter: [1 * second],
      unjudged: 1,
    });
  });

  it('allows twice the time to become ready when the load is twice what the machine can handle', () => {
    const seen = turns([0, true], [18, false], [40, true]);

    expect(judgeReadiness(seen, [freeze], { ...calm, patience: 2 }).violations).toEqual([]);
  });
});

it('scales the limits with the load up to a factor of two', () => {
  expect([0.3, 1, 1.6, 5.6].map(patienceAt)).toEqual([1, 1, 1.6, 2]);
});
