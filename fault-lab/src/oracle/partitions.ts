import { setTimeout as sleep } from 'node:timers/promises';
import type { LabAddresses, Violation } from './contract.ts';
import { groups } from './observe.ts';
import { partitionStates } from './read-topics.ts';

/** A group committed nothing in a partition that had work; times in milliseconds since the epoch. */
export interface Pause {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** A group's committed offset fell; the time in milliseconds since the epoch. */
export interface MovedBack extends Omit<Pause, 'from' | 'to'> {
  readonly at: number;
  readonly before: bigint;
  readonly after: bigint;
}

/** Observed progress of partitions. */
export interface PartitionWatch {
  /** Every pause that is long enough to report. */
  readonly pauses: () => readonly Pause[];
  /** Committed offsets that fell. */
  readonly movedBack: () => readonly MovedBack[];
  /** Messages not yet consumed at the last poll; null before the first poll. */
  readonly lag: () => bigint | null;
  /** Messages ever written to a topic, at the last poll. */
  readonly written: (topic: string) => bigint;
  /** Resolves when there is no lag for several polls. Throws after `withinMs` and names what is behind. */
  readonly untilCaughtUp: (withinMs: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 500;
const SHORTEST_PAUSE_MS = 2000;

/** A partition as a group sees it. */
type Key = Omit<Pause, 'from' | 'to'>;

interface Seen {
  readonly key: Key;
  readonly committed: bigint;
  /** Start of the current period with work but no commit; null without work. */
  readonly since: number | null;
  readonly behind: bigint;
}

/** Polls the committed offsets of the pipeline's groups, directly at the broker, until stopped. */
export function watchPartitions(addresses: Pick<LabAddresses, 'engines' | 'prefix'>): PartitionWatch {
  return new PartitionWatcher(addresses);
}

class PartitionWatcher implements PartitionWatch {
  readonly #addresses: Pick<LabAddresses, 'engines' | 'prefix'>;
  readonly #stopping = new AbortController();
  readonly #seen = new Map<string, Seen>();
  readonly #ended: Pause[] = [];
  readonly #movedBack: MovedBack[] = [];
  readonly #ends = new Map<string, bigint>();
  readonly #watching: Promise<void>;
  #polls = 0;

  constructor(addresses: Pick<LabAddresses, 'engines' | 'prefix'>) {
    this.#addresses = addresses;
    this.#watching = this.#watch();
  }

  pauses(): readonly Pause[] {
    return [...this.#ended, ...this.#currentPauses()];
  }

  movedBack(): readonly MovedBack[] {
    return this.#movedBack;
  }

  lag(): bigint | null {
    if (this.#polls === 0) return null;
    return [...this.#seen.values()].reduce((sum, { behind }) => sum + behind, 0n);
  }

  written(topic: string): bigint {
    return this.#ends.get(topic) ?? 0n;
  }

  async untilCaughtUp(withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (let since = this.#polls; this.#polls < since + 3 || this.lag() !== 0n;) {
      if (this.lag() !== 0n) since = this.#polls;
      if (Date.now() > deadline)
        throw new Error(`Still behind after ${withinMs / 1000} s: ${this.#describeLag()}`);
      await sleep(EVERY_MS);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      // A fault may have made the broker unavailable.
      await this.#poll().catch(() => undefined);
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #poll(): Promise<void> {
    const { engines, prefix } = this.#addresses;
    const states = await partitionStates({ kafka: engines.kafka, prefix }, groups);
    const sums = new Map<string, bigint>();
    for (const { group, topic, partition, committed, low, high } of states) {
      this.#note({ group, topic, partition }, committed ?? low, high);
      sums.set(topic, (sums.get(topic) ?? 0n) + high);
    }
    for (const [topic, sum] of sums) this.#ends.set(topic, sum);
    this.#polls += 1;
  }

  #note(key: Key, committed: bigint, high: bigint): void {
    const name = `${key.group} ${key.topic}/${key.partition}`;
    const now = Date.now();
    const before = this.#seen.get(name);
    const behind = high > committed ? high - committed : 0n;
    if (before && committed < before.committed)
      this.#movedBack.push({ ...key, at: now, before: before.committed, after: committed });
    const pausedSince = before?.since ?? null;
    const isStillPaused = pausedSince !== null && before?.committed === committed && behind > 0n;
    if (pausedSince !== null && !isStillPaused && now - pausedSince > SHORTEST_PAUSE_MS)
      this.#ended.push({ ...key, from: pausedSince, to: now });
    const startedAt = isStillPaused ? pausedSince : now;
    this.#seen.set(name, { key, committed, since: behind === 0n ? null : startedAt, behind });
  }

  #currentPauses(): readonly Pause[] {
    const now = Date.now();
    return [...this.#seen.values()].flatMap(({ key, since }) =>
      since !== null && now - since > SHORTEST_PAUSE_MS ? [{ ...key, from: since, to: now }] : [],
    );
  }

  #describeLag(): string {
    const behind = [...this.#seen].filter(([, state]) => state.behind > 0n);
    const names = behind.map(([name, state]) => `${name} by ${state.behind.toString()}`);
    return names.join(', ') || 'the broker does not answer';
  }
}

/** A fault; times in milliseconds since the epoch. */
export interface OffsetsFault {
  readonly kind: string;
  /** The group whose offsets an operator moved. */
  readonly subject: string;
  readonly from: number;
  readonly to: number;
}

/** Offsets are polled twice a second, and a poll may be late. */
const SEEN_WITHIN_MS = 10_000;

/** Committed offsets never fall, unless an operator moves them. */
export function judgeMovedBack(
  moved: readonly MovedBack[],
  faults: readonly OffsetsFault[],
): readonly Violation[] {
  return moved
    .filter(
      ({ group, at }) =>
        !faults.some(
          ({ kind, subject, from, to }) =>
            kind.includes('-offsets-') && subject === group && from <= at && at <= to + SEEN_WITHIN_MS,
        ),
    )
    .map(({ group, topic, partition, before, after }) => ({
      kind: 'moved-back',
      message: `${group} ${topic}/${partition}: expected committed offsets that never fall, found ${after} after ${before}`,
    }));
}
