import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './services.ts';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** A service that ran this long restarts with the shortest delay. */
const STEADY_MS = 60_000;

/** Restarts a service that exits, with growing delays. Returns a function that stops service and restarts. */
export function supervise(
  service: Service,
  say: (line: string) => void,
  signal: AbortSignal,
): () => Promise<void> {
  const stopped = new AbortController();
  const over = AbortSignal.any([signal, stopped.signal]);
  const isOver = () => over.aborted;

  async function watch(): Promise<void> {
    let wait = FIRST_DELAY_MS;
    while (!isOver()) {
      const began = Date.now();
      const how = await service.ended();
      if (isOver()) return;
      if (Date.now() - began > STEADY_MS) wait = FIRST_DELAY_MS;
      say(`The ${service.name} ended (${how}); restarting in ${wait / 1000} s`);
      await sleep(wait, undefined, { signal: over }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_DELAY_MS);
      if (!isOver()) await service.restart();
    }
  }

  const watching = watch();
  return async () => {
    stopped.abort();
    await service.stop();
    await watching;
    await service.stop(); // a restart may have been under way
  };
}

/** Restarts an engine that exited, with growing delays, until it answers. */
export async function restartEngine(
  startOne: () => Promise<void>,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const isOver = () => signal.aborted;
  for (let wait = FIRST_DELAY_MS; !isOver(); wait = Math.min(wait * 2, LONGEST_DELAY_MS)) {
    await sleep(wait, undefined, { signal }).catch(() => undefined);
    if (isOver()) return;
    try {
      await startOne();
      return;
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }
}
