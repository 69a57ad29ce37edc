import { availableParallelism, loadavg } from 'node:os';

/** The most that a machine's load excuses. */
const MOST_PATIENCE = 2;

/** Runnable processes for each processor, on average over the last minute. */
export function loadPerCore(): number {
  return (loadavg()[0] ?? 0) / availableParallelism();
}

/** How many times as long a promise about time is given at so many runnable processes for each processor. */
export function patienceAt(load: number): number {
  return Math.min(MOST_PATIENCE, Math.max(1, load));
}

/** A bound, in milliseconds, as the machine's present load excuses it. */
export function patient(ms: number): number {
  return ms * patienceAt(loadPerCore());
}
