import { PARTITIONS } from '@gazette/schemas';
import { delay } from '@gazette/runtime';
import type { Settled } from './settled.ts';

/** What the owner before may have accepted just before it was killed, and the index does not know yet. */
export interface Takeover {
  /** Resolves when all that had been accepted in this partition of `articles.raw` is indexed, or has not been for too long. */
  readonly indexed: (partition: number) => Promise<void>;
}

/** Longest wait for the pipeline, in milliseconds: one that is down holds up nobody. */
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 500;

/** Begins to look at the first call; partitions that are through are not looked at again. */
export function createTakeover(settled: Settled, signal: AbortSignal): Takeover {
  const open = new Set(Array.from({ length: PARTITIONS }, (_, partition) => partition));
  const deadline = performance.now() + PATIENCE_MS;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    for (const partition of await settled(open).catch(() => [])) open.delete(partition);
    looking = undefined;
  }

  return {
    indexed: async (partition) => {
      while (open.has(partition) && performance.now() < deadline) {
        await (looking ??= look());
        if (open.has(partition)) await delay(LOOK_AGAIN_MS, signal);
      }
    },
  };
}
