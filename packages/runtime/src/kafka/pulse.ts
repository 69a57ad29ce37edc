import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaConfig } from '../config.ts';
import type { Health } from '../health.ts';

/** When the group last confirmed that we are its member. */
export interface Pulse {
  /** The group has just answered a heartbeat or a join. */
  readonly beat: () => void;
  /** Resolves once the last confirmation is younger than a session timeout; rejects with the signal's reason when it is aborted. */
  readonly confirmed: (signal: AbortSignal) => Promise<void>;
  readonly stop: () => void;
}

/** Without a heartbeat for this long we say that we are not ready, before the group gives our partitions away. */
const SILENCE_MS = 4000;
const LOOK_EVERY_MS = 250;

/**
 * Watches the heartbeats of a membership. Once it has begun, a silent coordinator turns readiness off. A timer of its own looks, as
 * a commit to a coordinator that is away may hang for as long as a request may take.
 */
export function watchPulse(
  config: Pick<KafkaConfig, 'sessionTimeoutMs' | 'heartbeatMs'>,
  { groupId, health }: { readonly groupId: string; readonly health: Health },
): Pulse {
  const key = `heartbeat ${groupId}`;
  let beatAt = 0;
  const look = setInterval(() => {
    const silent = beatAt > 0 && Date.now() - beatAt > SILENCE_MS;
    if (silent) health.block(key, `The group coordinator of ${groupId} does not answer.`);
    else health.unblock(key);
  }, LOOK_EVERY_MS).unref();
  return {
    beat: () => {
      beatAt = Date.now();
    },
    confirmed: async (signal) => {
      signal.throwIfAborted();
      while (Date.now() - beatAt > config.sessionTimeoutMs)
        await sleep(config.heartbeatMs, undefined, { signal });
      signal.throwIfAborted();
    },
    stop: () => {
      clearInterval(look);
      health.unblock(key);
    },
  };
}
