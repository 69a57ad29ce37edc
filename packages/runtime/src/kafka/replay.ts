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
}

/** The largest batch passed to `onMessages`: messages and bytes. */
const BATCH = { count: 500, bytes: 4 * 1024 * 1024 };

/**
 * Reads a topic to its current end and returns where it stopped, so that a later replay can continue there.
 * Joins a temporary group, which commits nothing and is deleted afterwards.
 */
export async function replay(config: KafkaConfig, options: ReplayOptions): Promise<Offsets> {
  const { topic, logger, from, to, onProgress } = options;
  const bounds = await offsetBounds(config, logger, topic);
  const starts = new Map(
    [...bounds].map(([partition, { low }]) => [partition, larger(low, from?.get(partition) ?? 0n)]),
  );
  const ends = new Map(
    [...bounds].map(([partition, { high }]) => [
      partition,
      to ? smaller(high, to.get(partition) ?? 0n) : high,
    ]),
  );
  const open = new Set(
    [...ends.keys()].filter((partition) => (starts.get(partition) ?? 0n) < (ends.get(partition) ?? 0n)),
  );
  const total = sum(
    [...open].map((partition) => (ends.get(partition) ?? 0n) - (starts.get(partition) ?? 0n)),
  );
  if (open.size === 0) return ends;

  const health = createHealth();
  const group = `replay-${randomUUID()}`;
  const processed = new Map<number, bigint>();

  let finish: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  health.onDeath((reason) => {
    fail(new Error(reason));
  });

  async function work(lane: Lane): Promise<void> {
    const { partition } = lane;
    const start = starts.get(partition) ?? 0n;
    const end = ends.get(partition) ?? 0n;
    while (open.has(partition)) {
      const batch = await lane.take(BATCH.count, BATCH.bytes);
      if (!batch) return;
      const wanted = batch.filter(({ offset }) => BigInt(offset) < end);
      if (wanted.length > 0) await options.onMessages(wanted);
      const next = BigInt(batch.at(-1)?.offset ?? '-1') + 1n;
      processed.set(partition, clamp(next, start, end) - start);
      onProgress?.(sum([...processed.values()]), total);
      if (next >= end) open.delete(partition);
    }
    if (open.size === 0) finish();
  }

  const member = joinGroup(config, {
    group,
    topics: [topic],
    startAt: (partition) => starts.get(partition),
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

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  if (value < low) return low;
  return value > high ? high : value;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
