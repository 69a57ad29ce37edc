import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { Violation } from './oracle/contract.ts';
import { judge } from './oracle/judge.ts';
import { observe, untilAllIndexed } from './oracle/observe.ts';
import { startLab } from './rig/lab.ts';
import { mutated, type Mutation } from './rig/mutation.ts';
import { startTraffic } from './traffic/traffic.ts';

const PER_SECOND = 60;
/** Longer than a session (6 s): the group gives the partitions of the fetcher to the other one. */
const STALL_MS = 9000;
const STALLS = 6;
/** Both fetchers are members again, and feeds have changed. */
const BETWEEN_MS = 8000;

const FROM_RESPONSE: Mutation = {
  file: '/runtime/dist/kafka/consumer/heartbeat.js',
  from: 'leasedAt = sent;',
  to: 'leasedAt = readClocks();',
};

/** The answers of the brokers reach one fetcher late, again and again, while feeds change. */
async function stallFetchers(mutation: Mutation | null): Promise<readonly Violation['kind'][]> {
  const logDir = mkdtempSync(join(tmpdir(), 'gazette-lease-'));
  const lab = await startLab({ logDir, nodeArgs: { fetcher: mutated(mutation) } });
  try {
    const traffic = await startTraffic(lab, { seed: 11, perSecond: PER_SECOND });
    const fetchers = lab.instances.filter(({ service }) => service === 'fetcher');
    for (let stall = 0; stall < STALLS; stall += 1) {
      await sleep(BETWEEN_MS);
      const fetcher = fetchers[stall % fetchers.length];
      fetcher?.kafka.set({ kind: 'late-answers' });
      await sleep(STALL_MS);
      fetcher?.kafka.set({ kind: 'none' });
    }
    await traffic.stop();
    await untilAllIndexed(lab, 120_000);
    return judge(traffic.ledger, await observe(lab)).violations.map(({ kind }) => kind);
  } finally {
    await lab.stop();
    rmSync(logDir, { recursive: true, force: true });
  }
}

it('catches a lease that is counted from the response, and finds nothing wrong without it', async () => {
  expect(await stallFetchers(FROM_RESPONSE)).toContain('out-of-order');
  expect(await stallFetchers(null)).toEqual([]);
}, 900_000);
