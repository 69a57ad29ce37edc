import { expect, it } from '@jest/globals';
import { runFaults } from './run.ts';

/** One fault per component, so that a run of a minute and a half covers all. */
const kinds = ['service-kill', 'kafka-black-hole', 'opensearch-429-items', 'broker-kill', 'index-read-only'];

it('loses and duplicates nothing while services, network, broker and index fail', async () => {
  const lines: string[] = [];

  const report = await runFaults({
    ...{ minutes: 1.4, seed: 7, rate: 30, everySeconds: 11, cluster: false, kinds },
    log: (line) => lines.push(line),
    signal: new AbortController().signal,
  }).catch((cause: unknown) => {
    throw new Error(`The laboratory failed:\n${lines.join('\n')}`, { cause });
  });

  expect(report.violations).toEqual([]);
  expect(report.conservation).toMatchObject({ lost: 0, doubled: 0 });
  expect(report.conservation.accepted).toBeGreaterThan(100);
  expect(new Set(report.faults.map(({ kind }) => kind))).toEqual(new Set(kinds));
}, 600_000);
