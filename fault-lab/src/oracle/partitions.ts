import { setTimeout as sleep } from 'node:timers/promises';
import type { LabAddresses, Violation } from './contract.ts';
import { groups } from './observe.ts';
import { partitionStates } from './read-topics.ts';

/** A group stood still with a partition although it had work; times in milliseconds since the epoch. */
export interface Pause {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** How partitions move, as seen from outside. */
export interface PartitionWatch {
  /** Every pause of a partition that is long enough to be told. */
  readonly pauses: () => readonly Pause[];
  /** Offsets that were committed below what had been committed before. */
  readonly violations: () => readonly Violation[];
  /** Messages not yet worked on by any group, as last seen; null before the first look. */
  readonly lag: () => bigint | null;
  /** Messages ever written to a topic, as last seen. */
  readonly written: (topic: string) => bigint;
  /** Settles when nothing is behind for two looks in a row. Throws after `withinMs`, naming what is behind. */
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
  /** Since when it has had work and committed nothing; null while it has none. */
  readonly since: number | null;
  readonly behind: bigint;
}

/** Looks at the offsets of every group of ours, at the broker itself, until stopped. */
export function watchPartitions({
  engines,
  prefix,
}: Pick<LabAddresses, 'engines' | 'prefix'>): PartitionWatch {
  const stopping = new AbortController();
  const seen = new Map<string, Seen>();
  const pauses: Pause[] = [];
  const fallen: Violation[] = [];
  const ends = new Map<string, bigint>();
  let looks = 0;

  function note(key: Key, committed: bigint, high: bigint): void {
    const name = `${key.group} ${key.topic}/${key.partition}`;
    const now = Date.now();
    const before = seen.get(name);
    const behind = high > committed ? high - committed : 0n;
    if (before && committed < before.committed)
      fallen.push({
        kind: 'moved-back',
        message: `${name}: expected committed offsets that never fall, found ${committed} after ${before.committed}`,
      });
    const stood = before?.since != null && before.committed === committed && behind > 0n;
    if (before?.since != null && !stood && now - before.since > SHORTEST_PAUSE_MS)
      pauses.push({ ...key, from: before.since, to: now });
    const since = behind === 0n ? null : stood ? before.since : now;
    seen.set(name, { key, committed, since, behind });
  }

  async function look(): Promise<void> {
    const states = await partitionStates({ kafka: engines.kafka, prefix }, groups);
    const sums = new Map<string, bigint>();
    for (const { group, topic, partition, committed, low, high } of states) {
      note({ group, topic, partition }, committed ?? low, high);
      sums.set(topic, (sums.get(topic) ?? 0n) + high);
    }
    for (const [topic, sum] of sums) ends.set(topic, sum);
    looks += 1;
  }

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      // The broker may be the one that is broken.
      await look().catch(() => undefined);
      await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  /** Pauses that have not ended. */
  function standing(): readonly Pause[] {
    const now = Date.now();
    return [...seen.values()].flatMap(({ key, since }) =>
      since !== null && now - since > SHORTEST_PAUSE_MS ? [{ ...key, from: since, to: now }] : [],
    );
  }

  function lag(): bigint | null {
    return looks === 0 ? null : [...seen.values()].reduce((sum, { behind }) => sum + behind, 0n);
  }

  const watching = watch();
  return {
    pauses: () => [...pauses, ...standing()],
    violations: () => fallen,
    lag,
    written: (topic) => ends.get(topic) ?? 0n,
    untilCaughtUp: async (withinMs) => {
      const deadline = Date.now() + withinMs;
      for (let begun = looks; looks < begun + 3 || lag() !== 0n;) {
        if (lag() !== 0n) begun = looks;
        if (Date.now() > deadline) {
          const behind = [...seen].filter(([, state]) => state.behind > 0n);
          const names = behind.map(([name, state]) => `${name} by ${state.behind.toString()}`);
          throw new Error(`Still behind after ${withinMs / 1000} s: ${names.join(', ') || 'nobody answers'}`);
        }
        await sleep(EVERY_MS);
      }
    },
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}
