import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { conserve, judge } from './judge.ts';
import { observe, untilSettled } from './observe.ts';
import { startSmallLab } from './small-lab.ts';
import { startTraffic } from './traffic.ts';

it('finds nothing wrong with the services as they are', async () => {
  const lab = await startSmallLab();
  try {
    const traffic = await startTraffic(lab, { seed: 1, perSecond: 60 });
    await sleep(4000);
    await traffic.stop();
    expect(await untilSettled(lab, 60_000)).toBe(true);
    const observed = await observe(lab);
    const violations = judge(traffic.ledger, observed);

    expect(violations).toEqual([]);
    expect(conserve(traffic.ledger, observed, violations)).toMatchObject({ lost: 0, doubled: 0 });
  } finally {
    await lab.stop();
  }
});
