import { availableParallelism, loadavg } from 'node:os';

const MAX_FACTOR = 2;

/** Runnable processes per core, averaged over the last minute. */
export function loadPerCore(): number {
  return (loadavg()[0] ?? 0) / availableParallelism();
}

/** The factor, from 1 to 2, by which time limits grow at this many runnable processes per core. */
export function patienceAt(load: number): number {
  return Math.min(MAX_FACTOR, Math.max(1, load));
}

/** A time limit, scaled for the present load of the machine. */
export function scaledForLoad(ms: number): number {
  return ms * patienceAt(loadPerCore());
}
