/** A clock that all instances share, in milliseconds since the epoch. */
export interface SharedClock {
  /** The brokers' time by the last reading; the machine's before the first. */
  readonly now: () => number;
  /** Resolves once a reading counts. Rejects when one is due and Kafka does not answer; the next call retries. */
  readonly ready: () => Promise<void>;
}

/** The local clocks of {@link createSharedClock}. */
export interface ClockSources {
  /** The machine's clock, which may jump: milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds since an arbitrary moment; never adjusted, but it stands still while a machine sleeps. */
  readonly monotonic: () => number;
}

/** How long a reading counts: a broker whose clock was set is followed after that. */
const LASTS_MS = 60_000;
/** A local clock that moved against the other by more than this was set, or the machine has slept. */
const MAX_DRIFT_MS = 1000;
/** The first request may take long because a connection is set up. */
const REQUESTS = 3;

/**
 * A clock that is never behind a broker's. If instances used their own clocks, a correction could get a lower
 * revision than the text that it corrects. A broker appends after it was asked, so its time minus that of the
 * request is never too little; the fastest of several requests errs least (one-way form of Cristian's algorithm).
 *
 * @param appendTimes appends something to every partition and returns when the brokers did it, in whole milliseconds
 */
export function createSharedClock(
  appendTimes: () => Promise<readonly number[]>,
  { now, monotonic }: ClockSources,
): SharedClock {
  let reading: { readonly ahead: number; readonly at: number; readonly offset: number } | undefined;
  let running: Promise<void> | undefined;

  const offset = (): number => now() - monotonic();

  async function read(): Promise<void> {
    const leads: number[] = [];
    for (let requests = 0; requests < REQUESTS; requests += 1) {
      const sentAt = monotonic();
      for (const [partition, time] of (await appendTimes()).entries())
        leads[partition] = Math.min(leads[partition] ?? Infinity, time + 1 - sentAt);
    }
    reading = { ahead: Math.max(...leads), at: monotonic(), offset: offset() };
  }

  return {
    now: () => {
      const ahead = reading?.ahead ?? -Infinity;
      return ahead === -Infinity ? now() : Math.floor(monotonic() + ahead);
    },
    ready: () => {
      const isFresh =
        reading !== undefined &&
        monotonic() - reading.at < LASTS_MS &&
        Math.abs(offset() - reading.offset) < MAX_DRIFT_MS;
      if (isFresh) return Promise.resolve();
      running ??= read().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}
