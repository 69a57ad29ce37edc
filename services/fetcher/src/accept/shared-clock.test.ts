import { beforeEach, describe, expect, it } from '@jest/globals';
import { createSharedClock, type SharedClock } from './shared-clock.ts';

const MINUTE = 60_000;

/** The machine's clock; the broker's is at `since` + 1,000,000. */
let own = 5_000_000;
let since = 0;
let clock: SharedClock;

beforeEach(() => {
  own = 5_000_000;
  since = 0;
  clock = createSharedClock({ now: () => own, monotonic: () => since });
});

/** The broker appends a message now; its acknowledgement arrives `afterMs` later. */
function acknowledged(afterMs = 0, brokerClock = 1_000_000): void {
  const appendedAt = brokerClock + since;
  since += afterMs;
  clock.observe(appendedAt);
}

describe('a shared clock', () => {
  it('follows the machine until the broker has acknowledged something', () => {
    expect(clock.now()).toBe(5_000_000);
  });

  it('follows the broker after that, even if the machine’s clock jumps', () => {
    acknowledged();
    own -= 90_000;
    since += 1234.5;

    expect(clock.now()).toBe(1_001_234);
  });

  it('is not set back by a late acknowledgement', () => {
    acknowledged(5);
    acknowledged(8000);

    expect(clock.now()).toBe(1_000_000 + since - 5);
  });

  it('eventually follows a broker whose clock was set back', () => {
    acknowledged();
    for (let minute = 0; minute < 11; minute += 1) {
      since += MINUTE;
      acknowledged(0, 980_000);
    }

    expect(clock.now()).toBe(980_000 + since);
  });
});
