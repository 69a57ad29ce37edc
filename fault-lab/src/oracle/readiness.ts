import { setTimeout as sleep } from 'node:timers/promises';
import { loadPerCore } from '@gazette/e2e/support/patience';
import type { Violation } from './contract.ts';
import { isReady, type Instance } from '../rig/service-instance.ts';

/** A service says that it is not ready within this time of a fault that stops it, in milliseconds. */
const UNREADY_WITHIN_MS = 5_000;
/** A service is ready again within this time of a fault's end, in milliseconds. */
const READY_WITHIN_MS = 15_000;
const POLL_MS = 200;
const LOAD_EVERY_MS = 5_000;
/** A look may come this much late, in milliseconds. */
const POLL_SLACK_MS = 1_200;

/** An instance's readiness turned, or was first seen; `at` in milliseconds since the epoch. */
export interface Turn {
  readonly instance: string;
  readonly at: number;
  readonly ready: boolean;
}

/** What a fault asked of readiness; times in milliseconds since the epoch. */
export interface Disturbance {
  readonly kind: string;
  readonly stops: readonly string[];
  readonly disturbs: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** When a run ended, and what its machine excuses. */
export interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly end: number;
  /** How many times as long promises about time are given, on a machine that has more to do than it can; at least 1. */
  readonly patience: number;
}

/** How promises about readiness were kept. */
export interface ReadinessVerdict {
  /** Milliseconds from fault to unready, and from its end to ready, of each promise that could be judged. */
  readonly unreadyAfter: readonly number[];
  readonly readyAfter: readonly number[];
  /** Promises that another fault, or the end of the run, cut short. */
  readonly unjudged: number;
  readonly violations: readonly Violation[];
}

/** Looks at /ready of every instance, often, until stopped. */
export function watchReadiness(instances: readonly Pick<Instance, 'name' | 'url'>[]): {
  readonly turns: readonly Turn[];
  /** Runnable processes for each processor, on average; at least 1. */
  readonly overload: () => number;
  readonly stop: () => Promise<void>;
} {
  const turns: Turn[] = [];
  const loads: number[] = [];
  const stopping = new AbortController();

  async function watch({ name, url }: Pick<Instance, 'name' | 'url'>): Promise<void> {
    let last: boolean | undefined;
    while (!stopping.signal.aborted) {
      const ready = await isReady(url);
      if (ready !== last) turns.push({ instance: name, at: Date.now(), ready });
      last = ready;
      await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function watchLoad(): Promise<void> {
    while (!stopping.signal.aborted) {
      loads.push(loadPerCore());
      await sleep(LOAD_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const watching = Promise.all([watchLoad(), ...instances.map(watch)]);
  return {
    turns,
    overload: () => Math.max(1, loads.reduce((sum, load) => sum + load, 0) / loads.length),
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}

/**
 * Judges the two promises for every fault and instance. A promise that another fault, or the end of the run, cut short is not judged:
 * what was unready then may have been so for another reason.
 */
export function judgeReadiness(
  turns: readonly Turn[],
  faults: readonly Disturbance[],
  { end, patience }: Circumstances,
): ReadinessVerdict {
  const unreadyWithin = UNREADY_WITHIN_MS * patience + POLL_SLACK_MS;
  const readyWithin = READY_WITHIN_MS * patience + POLL_SLACK_MS;
  const unreadyAfter: number[] = [];
  const readyAfter: number[] = [];
  const violations: Violation[] = [];
  let unjudged = 0;

  for (const fault of faults) {
    for (const instance of fault.stops) {
      const after = delayUntil(turns, { instance, ready: false, from: fault.from });
      if (after <= unreadyWithin) unreadyAfter.push(after);
      else if (fault.to - fault.from > unreadyWithin)
        violations.push({
          kind: 'late-unready',
          message: `${instance}: expected unready within ${seconds(unreadyWithin)} of ${fault.kind} at ${clock(fault.from)}, found ${found(after)}`,
        });
      else unjudged += 1;
    }
    for (const instance of fault.disturbs) {
      const next = faults
        .filter((other) => other !== fault && other.disturbs.includes(instance) && other.to > fault.to)
        .reduce((earliest, { from }) => Math.min(earliest, from), end);
      const after = delayUntil(turns, { instance, ready: true, from: fault.to });
      if (after <= readyWithin) readyAfter.push(after);
      else if (next - fault.to > readyWithin)
        violations.push({
          kind: 'late-ready',
          message: `${instance}: expected ready within ${seconds(readyWithin)} of the end of ${fault.kind} at ${clock(fault.to)}, found ${found(after)}`,
        });
      else unjudged += 1;
    }
  }
  return { unreadyAfter, readyAfter, unjudged, violations };
}

/** Milliseconds from `from` until the instance was seen so; 0 where it was so already, infinite where it never was. */
function delayUntil(
  turns: readonly Turn[],
  { instance, ready, from }: { readonly instance: string; readonly ready: boolean; readonly from: number },
): number {
  const own = turns.filter((turn) => turn.instance === instance);
  if (own.findLast(({ at }) => at <= from)?.ready === ready) return 0;
  const turned = own.find((turn) => turn.at > from && turn.ready === ready);
  return turned ? turned.at - from : Infinity;
}

function found(after: number): string {
  return after === Infinity ? 'that it never was' : seconds(after);
}

/** Milliseconds as seconds, for people. */
export function seconds(ms: number, decimals = 1): string {
  return `${(ms / 1000).toFixed(decimals)} s`;
}

/** The time of day (UTC) of milliseconds since the epoch, as in the logs. */
export function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
