import { randomUUID } from 'node:crypto';
import type { KafkaConfig } from '../config.ts';
import { createHealth } from '../health.ts';
import type { Logger } from '../telemetry.ts';
import { offsetBounds, withAdmin } from './admin.ts';
import { joinGroup } from './consumer/consumer-group.ts';
import type { Incoming } from './consumer/incoming.ts';
import type { Lane } from './consumer/lane.ts';

/** The offset to read from, or to read up to (exclusive), of each partition. */
export type Offsets = ReadonlyMap<number, bigint>;

export interface ReplayOptions {
  /** Topic without the installation's prefix. */
  readonly topic: string;
  /** Where to start reading; partitions that are absent here are read from their beginning. */
  readonly from?: Offsets;
  /** Where to stop instead of at the end; partitions that are absent here are not read. */
  readonly to?: Offsets;
  /**
   * Called with messages of one partition in order, concurrently across partitions. An error ends the
   * replay.
   */
  readonly onMessages: (messages: readonly Incoming[]) => Promise<void>;
  /** Called with the number of offsets processed, and of all. */
  readonly onProgress?: (done: bigint, total: bigint) => void;
  readonly logger: Logger;
  /** Ends the replay, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The offsets to read of one partition, and the next one to read. */
interface Range {
  readonly start: bigint;
  readonly end: bigint;
  next: bigint;
}

/** The largest batch passed to `onMessages`: messages and bytes. */
const BATCH = { count: 500, bytes: 4 * 1024 * 1024 };

/**
 * Reads a topic to its current end and returns where it stopped, so that a later replay can continue there.
 * Joins a temporary group, which commits nothing and is deleted afterwards.
 */
export async function replay(config: KafkaConfig, options: ReplayOptions): Promise<Offsets> {
  const { topic, logger, from, to, onProgress, signal } = options;
  const bounds = await offsetBounds(config, logger, topic);
  const ends = new Map([...bounds].map(([partition, { high }]) => [partition, endOf(partition, high)]));
  const ranges = new Map<number, Range>(
    [...bounds].flatMap(([partition, { low }]) => {
      const start = larger(low, from?.get(partition) ?? 0n);
      const end = ends.get(partition) ?? 0n;
      return start < end ? [[partition, { start, end, next: start }] satisfies [number, Range]] : [];
    }),
  );
  if (ranges.size === 0) return ends;

  function endOf(partition: number, high: bigint): bigint {
    return to ? smaller(high, to.get(partition) ?? 0n) : high;
  }

  const health = createHealth();
  const group = `replay-${randomUUID()}`;
  const total = sum([...ranges.values()].map(({ start, end }) => end - start));
  let finish: () => void = () => undefined;
  let fail: (reason: Error) => void = () => undefined;
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  health.onDeath((reason) => {
    fail(new Error(reason));
  });
  signal?.addEventListener('abort', () => {
    fail(signal.reason as Error);
  });

  async function work(lane: Lane): Promise<void> {
    const range = ranges.get(lane.partition);
    while (range && range.next < range.end) {
      const batch = await lane.take(BATCH.count, BATCH.bytes);
      if (!batch) return;
      const wanted = batch.filter(({ offset }) => BigInt(offset) < range.end);
      if (wanted.length > 0) await options.onMessages(wanted);
      range.next = smaller(BigInt(batch.at(-1)?.offset ?? '-1') + 1n, range.end);
      const all = [...ranges.values()];
      onProgress?.(sum(all.map(({ start, next }) => next - start)), total);
      if (all.every(({ next, end }) => next >= end)) finish();
    }
  }

  const member = joinGroup(config, {
    group,
    topics: [topic],
    startAt: (partition) => ranges.get(partition)?.next,
    work: (lane) => work(lane).catch(fail),
    health,
    logger,
  });
  await finished.finally(member.stop);
  await withAdmin(config, logger, (admin) => admin.deleteGroups([config.prefix + group])).catch(
    (error: unknown) => {
      logger.debug({ err: error, group }, 'the empty group remains until it expires');
    },
  );
  return ends;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
