import { beforeEach, describe, expect, it } from '@jest/globals';
import { createSharedClock, type SharedClock } from './shared-clock.ts';

const MINUTE = 60_000;

let own: number;
/** Advances with the brokers' clocks. */
let since: number;
/** The brokers' clocks at `since` 0. */
let brokers: number[];
let readings: number;
/** How long each request takes until the brokers append, in milliseconds. */
let slow: number[];
let clock: SharedClock;

beforeEach(() => {
  own = 5_000_000;
  since = 0;
  brokers = [1_000_000];
  readings = 0;
  slow = [];
  clock = createSharedClock(
    () => {
      readings += 1;
      since += slow.shift() ?? 0;
      const times = brokers.map((broker) => Math.floor(broker + since));
      since += 3;
      return Promise.resolve(times);
    },
    { now: () => own + since, monotonic: () => since },
  );
});

describe('a shared clock', () => {
  it('follows the machine until the brokers were asked', () => {
    expect(clock.now()).toBe(5_000_000);
  });

  it('follows the broker that is furthest ahead', async () => {
    brokers = [999_000, 1_000_000, 995_000];
    await clock.ready();
    since += 1234.5;

    expect(clock.now()).toBe(1_000_001 + 1234 + 9);
  });

  it('is never behind, and ahead only by the fastest request', async () => {
    slow = [8000, 5.5, 700];
    await clock.ready();

    const lead = clock.now() - (1_000_000 + since);
    expect(lead).toBeGreaterThanOrEqual(0);
    expect(lead).toBeLessThan(7);
  });

  it('asks again after a minute, and so follows clocks that were set', async () => {
    await clock.ready();
    const once = readings;
    await clock.ready();
    expect(readings).toBe(once);

    brokers = [1_005_000];
    since += MINUTE;
    await clock.ready();

    expect(clock.now()).toBe(1_005_001 + since);
  });

  it('asks again at once when the machine has slept or its clock was set', async () => {
    await clock.ready();
    own += 90_000;
    brokers = [1_090_000];

    await clock.ready();

    expect(clock.now()).toBe(1_090_001 + since);
  });

  it('asks again after an attempt that failed', async () => {
    const broken = createSharedClock(
      () => {
        readings += 1;
        return readings === 1 ? Promise.reject(new Error('Kafka is away')) : Promise.resolve([1_000_000]);
      },
      { now: () => own, monotonic: () => since },
    );

    await expect(broken.ready()).rejects.toThrow('Kafka is away');
    await broken.ready();

    expect(broken.now()).toBe(1_000_001);
  });
});
