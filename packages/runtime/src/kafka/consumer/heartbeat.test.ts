import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHealth, type Health } from '../../health.ts';
import { watchHeartbeat, type HeartbeatWatch } from './heartbeat.ts';

const SESSION_MS = 6000;

let health: Health;
let silences: number;
let heartbeat: HeartbeatWatch;

beforeEach(() => {
  jest.useFakeTimers();
  health = createHealth();
  silences = 0;
  heartbeat = watchHeartbeat(
    { sessionTimeoutMs: SESSION_MS },
    {
      groupId: 'indexer',
      health,
      onSilence: () => {
        silences += 1;
      },
    },
  );
});

/** An answer to a heartbeat that was sent `delayMs` ago. */
function beat(delayMs = 0): void {
  heartbeat.answered(Date.now() - delayMs);
  heartbeat.beat();
}

/** Whether the lease lasts at this moment. */
async function isLeased(): Promise<boolean> {
  const waiting = new AbortController();
  const confirmed = heartbeat.confirmed(waiting.signal).then(
    () => true,
    () => false,
  );
  await jest.advanceTimersByTimeAsync(0);
  waiting.abort();
  return confirmed;
}

afterEach(() => {
  heartbeat.stop();
  jest.useRealTimers();
});

describe('a confirmed member', () => {
  it('stays ready while heartbeats are answered', () => {
    for (let beats = 0; beats < 60; beats += 1) {
      beat();
      jest.advanceTimersByTime(500);
    }

    expect(health.notReady()).toBeNull();
    expect(silences).toBe(0);
  });

  it('is not ready after four seconds of silence, and is given up once after two sessions', () => {
    beat();

    jest.advanceTimersByTime(4500);
    expect(health.notReady()).toBe('The group coordinator of indexer does not answer.');
    jest.advanceTimersByTime(2 * SESSION_MS - 5000);
    expect(silences).toBe(0);
    jest.advanceTimersByTime(600);
    expect(silences).toBe(1);
    jest.advanceTimersByTime(10 * SESSION_MS);
    expect(silences).toBe(1);
  });

  it('is given up just as soon when the clock is set back an hour', () => {
    beat();

    jest.setSystemTime(Date.now() - 3_600_000);
    jest.advanceTimersByTime(2 * SESSION_MS + 300);

    expect(silences).toBe(1);
  });

  it('is not given up for time in which the process was frozen', () => {
    beat();

    jest.setSystemTime(Date.now() + 3_600_000);
    jest.advanceTimersByTime(SESSION_MS);

    expect(silences).toBe(0);
  });

  it('holds work back when a session has passed by either clock, until the group confirms it again', async () => {
    const signal = new AbortController().signal;
    beat();
    await heartbeat.confirmed(signal);

    jest.setSystemTime(Date.now() + SESSION_MS + 1);
    const confirmed = jest.fn();
    const waiting = heartbeat.confirmed(signal).then(confirmed);
    await jest.advanceTimersByTimeAsync(2000);
    expect(confirmed).not.toHaveBeenCalled();

    // The first answer may belong to a request from before the jump.
    beat();
    beat();
    await jest.advanceTimersByTimeAsync(500);
    await waiting;
    expect(confirmed).toHaveBeenCalled();
  });
});

describe('the lease', () => {
  it('is counted from when the heartbeat was sent, not from when its answer arrived', async () => {
    jest.advanceTimersByTime(8500);
    beat(8500);
    expect(await isLeased()).toBe(false);

    beat(SESSION_MS - 1000);
    expect(await isLeased()).toBe(true);
    jest.advanceTimersByTime(1001);
    expect(await isLeased()).toBe(false);
  });

  it('is not prolonged when the clock is set back while the answer is under way', async () => {
    const sentAt = Date.now();
    jest.advanceTimersByTime(8500);
    jest.setSystemTime(sentAt + 10);
    heartbeat.answered(sentAt);
    heartbeat.beat();

    expect(await isLeased()).toBe(false);
  });

  it('ends when the member rejoins, and starts again with the next answer', async () => {
    beat();
    expect(await isLeased()).toBe(true);
    heartbeat.endLease();
    expect(await isLeased()).toBe(false);
    beat();
    expect(await isLeased()).toBe(true);
  });

  it('does not start with an answer that was an error', async () => {
    heartbeat.answered(Date.now());

    expect(await isLeased()).toBe(false);
  });
});

it('reports no silence before the first beat or after it was told to forget', () => {
  jest.advanceTimersByTime(3 * SESSION_MS);
  beat();
  heartbeat.forget();
  jest.advanceTimersByTime(3 * SESSION_MS);

  expect(silences).toBe(0);
  expect(health.notReady()).toBeNull();
});
