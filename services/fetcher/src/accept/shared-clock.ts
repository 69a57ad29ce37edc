/** A clock that all instances share, in milliseconds since the epoch. */
export interface SharedClock {
  readonly now: () => number;
  /** Takes in the broker's timestamp of a message that it has just acknowledged. */
  readonly observe: (appendedAt: number) => void;
}

/** The local clocks of {@link createSharedClock}. */
export interface ClockSources {
  /** The machine's clock, which may jump: milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds since an arbitrary moment; never adjusted. */
  readonly monotonic: () => number;
}

/** How long a reading counts. A broker whose clock was set back is followed after at most twice as long. */
const WINDOW_MS = 5 * 60_000;

/**
 * The broker's clock, read from its acknowledgements; the machine's until the first. If instances used their
 * own clocks, a correction could get a lower revision than the text that it corrects. Acknowledgements always
 * arrive late, so the reading furthest ahead is the most accurate (one-way form of Cristian's algorithm).
 */
export function createSharedClock({ now, monotonic }: ClockSources): SharedClock {
  /** The largest lead of the broker's clock, in this window and in the previous one. */
  let current = -Infinity;
  let before = -Infinity;
  let windowEnds = 0;

  return {
    now: () => {
      const ahead = Math.max(current, before);
      return ahead === -Infinity ? now() : Math.floor(monotonic() + ahead);
    },
    observe: (appendedAt) => {
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

/** Takes in the append times of acknowledged messages; others, and those without one, tell nothing. */
export function observeAppends(
  clock: Pick<SharedClock, 'observe'>,
  published: readonly { readonly outcome: string; readonly appendedAt?: number | null }[],
): void {
  for (const { appendedAt = null } of published) if (appendedAt !== null) clock.observe(appendedAt);
}
