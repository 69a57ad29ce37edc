import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaConfig } from '../../config.ts';
import type { Health } from '../../health.ts';

/** When the group last confirmed that we are its member. */
export interface HeartbeatWatch {
  /** The group has just answered a heartbeat or a join. */
  readonly beat: () => void;
  /** Resolves once the last confirmation is younger than a session timeout; rejects with the signal's reason when it is aborted. */
  readonly confirmed: (signal: AbortSignal) => Promise<void>;
  /** We are no member: nothing is expected of the group, and nothing is confirmed, before the next beat. */
  readonly forget: () => void;
  readonly stop: () => void;
}

/** What is watched, and who is told. */
export interface HeartbeatOptions {
  readonly groupId: string;
  readonly health: Health;
  /** Called once per silence, when nothing was heard for two session timeouts. */
  readonly onSilence: () => void;
}

/** Without a heartbeat for this long we say that we are not ready, before the group gives our partitions away. */
const SILENCE_MS = 4000;
const LOOK_EVERY_MS = 250;
/** One until the group throws us out, and one for a join, which waits that long for others and is no beat until it ends. */
const SESSIONS_UNTIL_GIVEN_UP = 2;

/**
 * Watches the heartbeats of a membership. Once it has begun, a silent coordinator turns readiness off. A timer of its own looks, as
 * a commit to a coordinator that is away may hang for as long as a request may take. No clock that can be set tells how long the
 * silence has lasted: kafkajs goes by one when it sends heartbeats, and sends none for as long as it was set back.
 */
export function watchHeartbeat(
  config: Pick<KafkaConfig, 'sessionTimeoutMs' | 'heartbeatMs'>,
  { groupId, health, onSilence }: HeartbeatOptions,
): HeartbeatWatch {
  const key = `heartbeat ${groupId}`;
  const givenUpAfter = Math.ceil((SESSIONS_UNTIL_GIVEN_UP * config.sessionTimeoutMs) / LOOK_EVERY_MS);
  let lastBeat: Reading | null = null;
  /** Looks since then: a process that was frozen has not looked, and may still be told that it is no member. */
  let looks = 0;

  function look(): void {
    if (lastBeat && since(lastBeat) > SILENCE_MS)
      health.block(key, `The group coordinator of ${groupId} does not answer.`);
    else health.unblock(key);
    looks += 1;
    if (!lastBeat || looks < givenUpAfter) return;
    lastBeat = null;
    onSilence();
  }

  const looking = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    beat: () => {
      lastBeat = readClocks();
      looks = 0;
    },
    confirmed: async (signal) => {
      signal.throwIfAborted();
      while (!lastBeat || since(lastBeat) > config.sessionTimeoutMs)
        await sleep(config.heartbeatMs, undefined, { signal });
      signal.throwIfAborted();
    },
    forget: () => {
      lastBeat = null;
    },
    stop: () => {
      clearInterval(looking);
      health.unblock(key);
    },
  };
}

/** What both clocks of the process showed, in milliseconds. */
interface Reading {
  /** Goes on while the machine sleeps, but can be set. */
  readonly wall: number;
  readonly monotonic: number;
}

function readClocks(): Reading {
  return { wall: Date.now(), monotonic: performance.now() };
}

/** The time since then by the clock that has gone further, in milliseconds. */
function since(then: Reading): number {
  const now = readClocks();
  return Math.max(now.wall - then.wall, now.monotonic - then.monotonic);
}
