import type { Violation } from './contract.ts';
import type { Pause } from './partitions.ts';
import { clock, seconds, type Disturbance } from './readiness.ts';

/** A group must commit within this time after the last fault that may have delayed it. */
const RECOVERS_WITHIN_MS = 15_000;
/** How long a partition with pending work may commit nothing while no fault is active. */
const LONGEST_CALM_PAUSE_MS = 15_000;

/** The service that each group belongs to. */
const serviceOf: Readonly<Record<string, string>> = {
  'fetcher-inbox': 'fetcher',
  annotator: 'annotator',
  indexer: 'indexer',
  'dead-letter-indexer': 'indexer',
};

/**
 * Finds partitions that paused although they had work: the part of a pause outside faults and their recovery
 * must be short. Limits are multiplied by `patience`. Crawler pages are not judged because they wait for
 * host delays.
 */
export function judgePauses(
  pauses: readonly Pause[],
  faults: readonly Disturbance[],
  patience: number,
): readonly Violation[] {
  return pauses.flatMap((pause) => {
    const service = serviceOf[pause.group];
    if (service === undefined) return [];
    const excused = faults
      .filter((fault) => holdsUp(fault, service))
      .map(({ from, to }) => ({ from, to: to + RECOVERS_WITHIN_MS * patience }));
    const unexcused = outside(pause, excused);
    if (unexcused <= LONGEST_CALM_PAUSE_MS * patience) return [];
    const { group, topic, partition, from, to } = pause;
    const message = `${group} ${topic}/${partition} committed nothing for ${seconds(to - from, 0)} from ${clock(from)}, ${seconds(unexcused, 0)} of them without a fault`;
    return [{ kind: 'stuck', message }];
  });
}

/** The annotator does not use OpenSearch. */
function holdsUp({ kind, disturbs }: Disturbance, service: string): boolean {
  if (service === 'annotator' && /^(?:opensearch|index|write-alias)/.test(kind)) return false;
  return disturbs.some((instance) => instance.startsWith(`${service}-`));
}

/** Milliseconds of the pause outside all spans. */
function outside(
  { from, to }: Pause,
  spans: readonly { readonly from: number; readonly to: number }[],
): number {
  let at = from;
  let sum = 0;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.from > at) sum += Math.max(0, Math.min(span.from, to) - at);
    at = Math.max(at, span.to);
  }
  return sum + Math.max(0, to - at);
}
