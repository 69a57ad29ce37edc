import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaConfig } from '../../config.ts';
import type { Health } from '../../health.ts';

/** Watches when the group last confirmed this member. */
export interface HeartbeatWatch {
  /** Call when the group has answered a heartbeat or a join. */
  readonly beat: () => void;
  /**
   * Resolves once the last confirmation is younger than a session timeout; rejects when `signal` is aborted.
   */
  readonly confirmed: (signal: AbortSignal) => Promise<void>;
  /** This process is not a member: until the next beat no silence is reported and nothing is confirmed. */
  readonly forget: () => void;
  readonly stop: () => void;
}

export interface HeartbeatOptions {
  readonly groupId: string;
  readonly health: Health;
  /** Called once per silence, after two session timeouts without a beat. */
  readonly onSilence: () => void;
}

/** Without a heartbeat for this long the process is not ready, before the group reassigns its partitions. */
const SILENCE_MS = 4000;
const CHECK_EVERY_MS = 250;
/**
 * One until the group removes this member, and one for a join: it waits that long for others before it
 * beats.
 */
const SESSIONS_UNTIL_GIVEN_UP = 2;

/**
 * After the first beat, a silent coordinator turns readiness off. A timer checks, because a commit to a
 * coordinator that is away may hang until the request times out. Silence is not measured by the wall clock
 * alone: kafkajs relies on it, and sends no heartbeats while a clock that was set back catches up.
 */
export function watchHeartbeat(
  config: Pick<KafkaConfig, 'sessionTimeoutMs' | 'heartbeatMs'>,
  { groupId, health, onSilence }: HeartbeatOptions,
): HeartbeatWatch {
  const key = `heartbeat ${groupId}`;
  const checksUntilGivenUp = Math.ceil((SESSIONS_UNTIL_GIVEN_UP * config.sessionTimeoutMs) / CHECK_EVERY_MS);
  let lastBeat: Reading | null = null;
  /**
   * Checks since the last beat. A frozen process makes none, so it is not given up before it can hear again.
   */
  let checks = 0;

  function check(): void {
    if (lastBeat && since(lastBeat) > SILENCE_MS)
      health.block(key, `The group coordinator of ${groupId} does not answer.`);
    else health.unblock(key);
    checks += 1;
    if (!lastBeat || checks < checksUntilGivenUp) return;
    lastBeat = null;
    onSilence();
  }

  const timer = setInterval(check, CHECK_EVERY_MS).unref();
  return {
    beat: () => {
      lastBeat = readClocks();
      checks = 0;
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
      clearInterval(timer);
      health.unblock(key);
    },
  };
}

/** Both clocks of the process, in milliseconds. */
interface Reading {
  /** Advances while the machine sleeps, but can be set. */
  readonly wall: number;
  readonly monotonic: number;
}

function readClocks(): Reading {
  return { wall: Date.now(), monotonic: performance.now() };
}

/** Milliseconds since `then`, by the clock that has advanced further. */
function since(then: Reading): number {
  const now = readClocks();
  return Math.max(now.wall - then.wall, now.monotonic - then.monotonic);
}
