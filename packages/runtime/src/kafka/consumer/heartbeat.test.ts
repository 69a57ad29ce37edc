import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHealth, type Health } from '../../health.ts';
import { watchHeartbeat, type HeartbeatWatch } from './heartbeat.ts';

const SESSION_MS = 6000;

let health: Health;
let silences: number;
let pulse: HeartbeatWatch;

beforeEach(() => {
  jest.useFakeTimers();
  health = createHealth();
  silences = 0;
  pulse = watchHeartbeat(
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
  pulse.stop();
  jest.useRealTimers();
});

describe('a member that was confirmed', () => {
  it('is ready while heartbeats are answered', () => {
    for (let beats = 0; beats < 60; beats += 1) {
      pulse.beat();
      jest.advanceTimersByTime(500);
    }

    expect(health.notReady()).toBeNull();
    expect(silences).toBe(0);
  });

  it('says after four seconds of silence that it is not ready, and is given up after two sessions, once', () => {
    pulse.beat();

    jest.advanceTimersByTime(4500);
    expect(health.notReady()).toBe('The group coordinator of indexer does not answer.');
    jest.advanceTimersByTime(2 * SESSION_MS - 5000);
    expect(silences).toBe(0);
    jest.advanceTimersByTime(600);
    expect(silences).toBe(1);
    jest.advanceTimersByTime(10 * SESSION_MS);
    expect(silences).toBe(1);
  });

  it('is given up as soon where the clock is set back an hour', () => {
    pulse.beat();

    jest.setSystemTime(Date.now() - 3_600_000);
    jest.advanceTimersByTime(2 * SESSION_MS + 300);

    expect(silences).toBe(1);
  });

  it('is not given up for a time in which the process stood still', () => {
    pulse.beat();

    jest.setSystemTime(Date.now() + 3_600_000);
    jest.advanceTimersByTime(SESSION_MS);

    expect(silences).toBe(0);
  });

  it('waits with work once a session has passed, by either clock, until the group has confirmed it again', async () => {
    const signal = new AbortController().signal;
    pulse.beat();
    await pulse.confirmed(signal);

    jest.setSystemTime(Date.now() + SESSION_MS + 1);
    const confirmed = jest.fn();
    const waiting = pulse.confirmed(signal).then(confirmed);
    await jest.advanceTimersByTimeAsync(2000);
    expect(confirmed).not.toHaveBeenCalled();

    pulse.beat();
    await jest.advanceTimersByTimeAsync(500);
    await waiting;
    expect(confirmed).toHaveBeenCalled();
  });
});

it('expects nothing of a group that never confirmed, or of one that it was told to forget', () => {
  jest.advanceTimersByTime(3 * SESSION_MS);
  pulse.beat();
  pulse.forget();
  jest.advanceTimersByTime(3 * SESSION_MS);

  expect(silences).toBe(0);
  expect(health.notReady()).toBeNull();
});
