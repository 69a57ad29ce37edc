import { describe, expect, it } from '@jest/globals';
import { catalogue } from './inject.ts';
import { planFaults } from './schedule.ts';

const kinds = catalogue(false);
const twentyMinutes = { seed: 5, minutes: 20, everySeconds: 20, kinds };
const touches = new Map(kinds.map(({ kind, touches }) => [kind, touches]));

describe('planFaults', () => {
  it.each([1, 2, 3, 4, 5])('reaches every kind in twenty minutes (seed %d)', (seed) => {
    for (const cluster of [false, true]) {
      const all = catalogue(cluster);
      const plan = planFaults({ ...twentyMinutes, seed, kinds: all });

      expect(new Set(plan.map(({ kind }) => kind)).size).toBe(all.length);
    }
  });

  it('returns the same plan for the same seed and another for another seed', () => {
    expect(planFaults(twentyMinutes)).toEqual(planFaults(twentyMinutes));
    expect(planFaults({ ...twentyMinutes, seed: 6 })).not.toEqual(planFaults(twentyMinutes));
  });

  it('joins some faults by one that touches something else', () => {
    const plan = planFaults(twentyMinutes);
    const joined = plan.filter(({ at }, place) => at - (plan[place - 1]?.at ?? -Infinity) === 3000);

    expect(joined.length).toBeGreaterThan(3);
    for (const fault of joined) {
      const first = plan[plan.indexOf(fault) - 1];
      expect(touches.get(first?.kind ?? '')).not.toBe(touches.get(fault.kind));
    }
  });

  it('ends every fault before the run ends', () => {
    for (const { at, lasts } of planFaults(twentyMinutes))
      expect(at + lasts).toBeLessThanOrEqual(20 * 60_000);
  });
});

it('the catalogue has at least 50 kinds, each with a unique name', () => {
  const all = catalogue(true);

  expect(new Set(all.map(({ kind }) => kind)).size).toBe(all.length);
  expect(kinds.length).toBeGreaterThanOrEqual(50);
});
