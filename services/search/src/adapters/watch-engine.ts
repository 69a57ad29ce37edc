import { setTimeout as sleep } from 'node:timers/promises';
import type { Health } from '@gazette/runtime';
import type { SearchEngine } from './search-engine.ts';

const CHECK_EVERY_MS = 5000;

/** Looks every five seconds whether the engine can answer; the service is not ready while it cannot, and mends by itself. */
export async function watchEngine(
  engine: SearchEngine,
  health: Health,
): Promise<{ readonly stop: () => Promise<void> }> {
  const stopping = new AbortController();
  await look(engine, health);
  const watching = watch(engine, health, stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return watching;
    },
  };
}

async function watch(engine: SearchEngine, health: Health, signal: AbortSignal): Promise<void> {
  const aborted = () => signal.aborted;
  while (!aborted()) {
    await sleep(CHECK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (!aborted()) await look(engine, health);
  }
}

async function look(engine: SearchEngine, health: Health): Promise<void> {
  const problem = await engine.problem();
  if (problem === null) health.unblock('opensearch');
  else health.block('opensearch', problem);
}
