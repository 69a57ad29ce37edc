import type { Violation } from './contract.ts';
import type { Pause } from './partitions.ts';
import { clock, seconds, type Disturbance } from './readiness.ts';

/** A group must commit within this time after the last fault that may have delayed it. */
const RECOVERS_WITHIN_MS = 15_000;
/** How long a partition with pending work may commit nothing while no fault is active. */
const LONGEST_CALM_PAUSE_MS = 15_000;
/** No stretch of a pause without an active fault may be longer, whatever the load. */
const LONGEST_STALL_MS = 60_000;

/** The service that each group belongs to. */
const serviceOf: Readonly<Record<string, string>> = {
  fetcher: 'fetcher',
  'fetcher-inbox': 'fetcher',
  annotator: 'annotator',
  indexer: 'indexer',
  'dead-letter-indexer': 'indexer',
};

/** Pages wait for host delays, so only the absolute bound applies to this group. */
const CRAWLER = 'fetcher';

/** The stretches of pauses without an active fault. */
export interface Stalls {
  /** How many were longer than the absolute bound of 60 s. */
  readonly count: number;
  readonly longestMs: number;
}

/**
 * Finds partitions that paused although they had work. The part of a pause outside faults and their recovery
 * must be short; that limit is multiplied by `patience`. A stretch without an active fault also has an
 * absolute bound that no load extends.
 */
export function judgePauses(
  pauses: readonly Pause[],
  faults: readonly Disturbance[],
  patience: number,
): { readonly violations: readonly Violation[]; readonly stalls: Stalls } {
  const violations: Violation[] = [];
  let count = 0;
  let longestMs = 0;
  for (const pause of pauses) {
    const service = serviceOf[pause.group];
    if (service === undefined) continue;
    const active = faults.filter((fault) => holdsUp(fault, service));
    const recovered = active.map(({ from, to }) => ({ from, to: to + RECOVERS_WITHIN_MS * patience }));
    const unexcused = sumOf(outside(pause, recovered));
    const stall = Math.max(0, ...outside(pause, active));
    longestMs = Math.max(longestMs, stall);
    if (stall > LONGEST_STALL_MS) count += 1;
    const isLong = pause.group !== CRAWLER && unexcused > LONGEST_CALM_PAUSE_MS * patience;
    if (stall > LONGEST_STALL_MS) violations.push(stuck(pause, `${seconds(stall, 0)} on end`));
    else if (isLong) violations.push(stuck(pause, `${seconds(unexcused, 0)} of them`));
  }
  return { violations, stalls: { count, longestMs } };
}

function stuck({ group, topic, partition, from, to }: Pause, part: string): Violation {
  return {
    kind: 'stuck',
    message: `${group} ${topic}/${partition} committed nothing for ${seconds(to - from, 0)} from ${clock(from)}, ${part} without a fault`,
  };
}

/** The annotator does not use OpenSearch. */
function holdsUp({ kind, disturbs }: Disturbance, service: string): boolean {
  if (service === 'annotator' && /^(?:opensearch|index|write-alias)/.test(kind)) return false;
  return disturbs.some((instance) => instance.startsWith(`${service}-`));
}

/** The lengths in milliseconds of the parts of a pause outside all spans. */
function outside(
  { from, to }: Pause,
  spans: readonly { readonly from: number; readonly to: number }[],
): readonly number[] {
  let at = from;
  const parts: number[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.from > at) parts.push(Math.max(0, Math.min(span.from, to) - at));
    at = Math.max(at, span.to);
  }
  return [...parts, Math.max(0, to - at)];
}

function sumOf(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
