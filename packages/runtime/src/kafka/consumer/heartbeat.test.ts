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
    { sessionTimeoutMs: SESSION_MS, heartbeatMs: 500 },
    {
      groupId: 'indexer',
      health,
      onSilence: () => {
        silences += 1;
      },
    },
  );
});

afterEach(() => {
  heartbeat.stop();
  jest.useRealTimers();
});

describe('a confirmed member', () => {
  it('stays ready while heartbeats are answered', () => {
    for (let beats = 0; beats < 60; beats += 1) {
      heartbeat.beat();
      jest.advanceTimersByTime(500);
    }

    expect(health.notReady()).toBeNull();
    expect(silences).toBe(0);
  });

  it('is not ready after four seconds of silence, and is given up once after two sessions', () => {
    heartbeat.beat();

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
    heartbeat.beat();

    jest.setSystemTime(Date.now() - 3_600_000);
    jest.advanceTimersByTime(2 * SESSION_MS + 300);

    expect(silences).toBe(1);
  });

  it('is not given up for time in which the process was frozen', () => {
    heartbeat.beat();

    jest.setSystemTime(Date.now() + 3_600_000);
    jest.advanceTimersByTime(SESSION_MS);

    expect(silences).toBe(0);
  });

  it('holds work back when a session has passed by either clock, until the group confirms it again', async () => {
    const signal = new AbortController().signal;
    heartbeat.beat();
    await heartbeat.confirmed(signal);

    jest.setSystemTime(Date.now() + SESSION_MS + 1);
    const confirmed = jest.fn();
    const waiting = heartbeat.confirmed(signal).then(confirmed);
    await jest.advanceTimersByTimeAsync(2000);
    expect(confirmed).not.toHaveBeenCalled();

    heartbeat.beat();
    await jest.advanceTimersByTimeAsync(500);
    await waiting;
    expect(confirmed).toHaveBeenCalled();
  });
});

it('reports no silence before the first beat or after it was told to forget', () => {
  jest.advanceTimersByTime(3 * SESSION_MS);
  heartbeat.beat();
  heartbeat.forget();
  jest.advanceTimersByTime(3 * SESSION_MS);

  expect(silences).toBe(0);
  expect(health.notReady()).toBeNull();
});
