import { setTimeout as sleep } from 'node:timers/promises';
import { loadPerCore } from '@gazette/e2e/support/patience';
import type { Violation } from './contract.ts';
import { isReady, type Instance } from '../rig/service-instance.ts';

/** A service must report that it is not ready within this time of a fault that stops it. */
const UNREADY_WITHIN_MS = 5_000;
/** A service must be ready again within this time of the end of a fault. */
const READY_WITHIN_MS = 15_000;
const POLL_MS = 200;
const LOAD_EVERY_MS = 5_000;
/** How late a poll may be. */
const POLL_SLACK_MS = 1_200;

/** An instance's readiness changed or was first seen; `at` in milliseconds since the epoch. */
export interface Turn {
  readonly instance: string;
  readonly at: number;
  readonly ready: boolean;
}

/** The readiness that a fault requires; times in milliseconds since the epoch. */
export interface Disturbance {
  readonly kind: string;
  readonly stops: readonly string[];
  readonly disturbs: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** When a run ended, and how much slower its machine may be. */
export interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly end: number;
  /** Factor for all time limits, at least 1: more on an overloaded machine. */
  readonly patience: number;
}

/** How well instances met the readiness limits. */
export interface ReadinessVerdict {
  /** Milliseconds from fault to unready and from its end to ready, for each case that could be judged. */
  readonly unreadyAfter: readonly number[];
  readonly readyAfter: readonly number[];
  /** Cases that another fault or the end of the run cut short. */
  readonly unjudged: number;
  readonly violations: readonly Violation[];
}

/** Polls /ready of every instance until stopped. */
export function watchReadiness(instances: readonly Pick<Instance, 'name' | 'url'>[]): {
  readonly turns: readonly Turn[];
  /** Average number of runnable processes per processor, at least 1. */
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
 * Checks both limits for every fault and instance. Cases that another fault or the end of the run cut short
 * are not judged, because an instance may be unready for another reason.
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

/** Milliseconds from `from` until that readiness was seen: 0 if it already was, Infinity if it never was. */
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
  return after === Infinity ? 'never' : seconds(after);
}

/** Milliseconds as seconds, for people. */
export function seconds(ms: number, decimals = 1): string {
  return `${(ms / 1000).toFixed(decimals)} s`;
}

/** The time of day (UTC) of milliseconds since the epoch, as in the logs. */
export function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
