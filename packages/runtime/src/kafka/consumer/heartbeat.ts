import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaConfig } from '../../config.ts';
import type { Health } from '../../health.ts';

/** Watches how long the group has confirmed this member for: its lease on its partitions. */
export interface HeartbeatWatch {
  /** The group has answered a request that renews the session, sent at `sentAt` by the machine's clock. */
  readonly answered: (sentAt: number) => void;
  /** The last answer was a success: the lease lasts one session timeout from when its request was sent. */
  readonly beat: () => void;
  /** Resolves while the lease lasts; rejects when `signal` is aborted. */
  readonly confirmed: (signal: AbortSignal) => Promise<void>;
  /** Ends the lease: a member that rejoins may lose its partitions before it hears of it. */
  readonly endLease: () => void;
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
const LEASE_POLL_MS = 50;
/** Both clocks may drift apart by this much between two beats; a clock that was set drifts further. */
const MAX_DRIFT_MS = 50;

/**
 * After the first beat, a silent coordinator turns readiness off. A timer checks, because a commit to a
 * coordinator that is away may hang until the request times out. Silence is not measured by the wall clock
 * alone: kafkajs relies on it, and sends no heartbeats while a clock that was set back catches up.
 */
export function watchHeartbeat(
  config: Pick<KafkaConfig, 'sessionTimeoutMs'>,
  { groupId, health, onSilence }: HeartbeatOptions,
): HeartbeatWatch {
  const key = `heartbeat ${groupId}`;
  const checksUntilGivenUp = Math.ceil((SESSIONS_UNTIL_GIVEN_UP * config.sessionTimeoutMs) / CHECK_EVERY_MS);
  let lastBeat: Reading | null = null;
  /** When the request was sent that the lease is counted from. */
  let leasedAt: Reading | null = null;
  /** A reading from before the next request that may renew the lease is sent. */
  let before = readClocks();
  let sent = before;
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
    answered: (sentAt) => {
      sent = readingAt(sentAt, before);
    },
    beat: () => {
      leasedAt = sent;
      lastBeat = readClocks();
      before = lastBeat;
      checks = 0;
    },
    confirmed: async (signal) => {
      signal.throwIfAborted();
      while (!leasedAt || since(leasedAt) > config.sessionTimeoutMs)
        await sleep(LEASE_POLL_MS, undefined, { signal });
      signal.throwIfAborted();
    },
    endLease: () => {
      leasedAt = null;
    },
    forget: () => {
      lastBeat = null;
      leasedAt = null;
      before = readClocks();
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

/**
 * Both clocks when a request was sent, from the wall clock alone. If that was set since `before`, which is
 * earlier than the request, `before` itself is the safe answer: a lease may end early, never late.
 */
function readingAt(sentAt: number, before: Reading): Reading {
  const now = readClocks();
  const drift = now.wall - before.wall - (now.monotonic - before.monotonic);
  if (Math.abs(drift) > MAX_DRIFT_MS) return before;
  return { wall: sentAt, monotonic: now.monotonic - (now.wall - sentAt) };
}

/** Milliseconds since `then`, by the clock that has advanced further. */
function since(then: Reading): number {
  const now = readClocks();
  return Math.max(now.wall - then.wall, now.monotonic - then.monotonic);
}
