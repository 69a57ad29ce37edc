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
 * The broker's clock, read from its acknowledgements; the machine's own until the first. Otherwise two instances whose
 * clocks disagree could give a correction the lower revision before the corrected text is indexed. Acknowledgements are
 * always late, so the reading furthest ahead is the most accurate (Cristian's algorithm, one way).
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
