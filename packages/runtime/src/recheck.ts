import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from './service.ts';

/** How often anything outside the process is rechecked. */
const RECHECK_MS = 5000;

/**
 * Calls `check` until stopped, with a pause of five seconds after each call.
 * Stopping waits for a call in progress. `check` handles its own errors.
 *
 * @param first whether the first call happens at once or after five seconds
 */
export function recheck(check: () => Promise<void>, first: 'now' | 'later' = 'now'): Resource {
  const stopping = new AbortController();
  const running = run(check, first, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(check: () => Promise<void>, first: 'now' | 'later', signal: AbortSignal): Promise<void> {
  if (first === 'later') await sleep(RECHECK_MS, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    await check();
    await sleep(RECHECK_MS, undefined, { signal }).catch(() => undefined);
  }
}
