/** A clock that all instances share, in milliseconds since the epoch. */
export interface SharedClock {
  readonly now: () => number;
  /** Tells when the broker appended what it has just acknowledged, by its clock. */
  readonly saw: (appendedAt: number) => void;
}

/** What a shared clock is told by. */
export interface ClockSources {
  /** The machine's clock, which may jump: milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds since some moment, never set. */
  readonly monotonic: () => number;
}

/** For how long a reading counts, in milliseconds: a broker whose clock was set back is followed after at most twice as long. */
const WINDOW_MS = 5 * 60_000;

/**
 * The broker's clock, as its acknowledgements show it; the machine's own until the first. Two instances whose clocks disagree would
 * else give a correction the lower revision while the index does not know yet what it corrects. An acknowledgement is always late, so
 * that of all readings the one that is furthest ahead is the nearest (Cristian's algorithm, one way).
 */
export function createSharedClock({ now, monotonic }: ClockSources): SharedClock {
  /** The broker's time less ours, the largest of this window and of the one before. */
  let current = -Infinity;
  let before = -Infinity;
  let windowEnds = 0;

  return {
    now: () => {
      const ahead = Math.max(current, before);
      return ahead === -Infinity ? now() : Math.floor(monotonic() + ahead);
    },
    saw: (appendedAt) => {
      const at = monotonic();
      if (at >= windowEnds) {
        before = current;
        current = -Infinity;
        windowEnds = at + WINDOW_MS;
      }
      current = Math.max(current, appendedAt - at);
    },
  };
}
