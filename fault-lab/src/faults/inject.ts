import { setTimeout as sleep } from 'node:timers/promises';
import { clusterFaults } from './cluster-faults.ts';
import type { FaultKind } from './fault.ts';
import { networkFaults } from './network-faults.ts';
import { openSearchFaults } from './opensearch-faults.ts';
import { operatorFaults } from './operator-faults.ts';
import { processFaults } from './process-faults.ts';
import type { Lab } from '../rig/lab.ts';
import { createRandom } from '../random.ts';
import type { DoneFault } from '../report.ts';
import type { PlannedFault } from './schedule.ts';

/** Every kind of fault that a laboratory can inject, on one of each engine or on a cluster. */
export function catalogue(cluster: boolean): readonly FaultKind[] {
  return [
    ...processFaults,
    ...networkFaults,
    ...openSearchFaults,
    ...operatorFaults,
    ...(cluster ? clusterFaults : []),
  ];
}

/** What to inject. */
export interface InjectOptions {
  readonly plan: readonly PlannedFault[];
  readonly kinds: readonly FaultKind[];
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Injects the planned faults and ends each of them. Faults that touch the same thing never overlap. */
export async function injectAll(
  lab: Lab,
  { plan, kinds, log, signal }: InjectOptions,
): Promise<readonly DoneFault[]> {
  const began = Date.now();
  const atWork = new Map<string, Promise<unknown>>();
  const done: DoneFault[] = [];

  async function injectOne(
    { kind, lasts, seed }: PlannedFault,
    { inject, touches }: FaultKind,
    earlier: unknown,
  ): Promise<void> {
    await earlier;
    signal.throwIfAborted();
    const from = Date.now();
    const { subject, stops, disturbs, heal } = await inject(lab, createRandom(seed));
    log(`${kind} (${touches}): ${subject}, for ${(lasts / 1000).toFixed(1)} s`);
    await sleep(lasts, undefined, { signal });
    await heal();
    log(`${kind} is over`);
    done.push({ kind, subject, stops, disturbs, from, to: Date.now() });
  }

  const all = plan.map(async (planned) => {
    const kind = kinds.find((known) => known.kind === planned.kind);
    if (!kind) throw new Error(`Expected a kind of the catalogue, found ${planned.kind}`);
    await sleep(Math.max(0, began + planned.at - Date.now()), undefined, { signal });
    const fault = injectOne(planned, kind, atWork.get(kind.touches));
    atWork.set(
      kind.touches,
      fault.catch(() => undefined),
    );
    await fault;
  });
  await Promise.all(all);
  return done;
}
