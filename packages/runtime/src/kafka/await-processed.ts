import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { boundsOf, withAdmin, type Bounds } from './admin.ts';

/** A topic and the group that processes it; names without prefix. */
export interface Stage {
  readonly topic: string;
  readonly group: string;
}

/** A pipeline's topics in order; partition p of one feeds partition p of the next. */
export interface ProcessedOptions {
  readonly stages: readonly Stage[];
  readonly partitions: ReadonlySet<number>;
  /** How long to wait for partitions that are nearly processed, in milliseconds. */
  readonly patienceMs: number;
  /** Partitions with a greater lag than this are not waited for; absent: all are. */
  readonly nearly?: bigint;
  /** Ends the wait; the call then rejects. */
  readonly signal?: AbortSignal;
}

const FIRST_POLL_MS = 25;
const LONGEST_POLL_MS = 500;

/**
 * The partitions in which the last group has processed everything that was in the first topic at the time of
 * the call. A group commits after its work, so what is committed has had its effect. Throws when Kafka does
 * not answer.
 */
export async function processedPartitions(
  config: KafkaConfig,
  logger: Logger,
  options: ProcessedOptions,
): Promise<ReadonlySet<number>> {
  const { stages, partitions, patienceMs } = options;
  const deadline = performance.now() + patienceMs;
  return withAdmin(config, logger, async (admin) => {
    let processed = partitions;
    for (const { topic, group } of stages) {
      // Read after the previous step has finished, so these ends cover everything it wrote.
      const ends = await boundsOf(admin, config.prefix + topic);
      const readLag = lagReader(admin, config, { topic, group }, ends);
      processed = await untilProcessed(readLag, processed, deadline, options);
      if (processed.size === 0) break;
    }
    return processed;
  });
}

/** A record of a topic and the group that processes it; names without prefix. */
export interface WrittenRecord extends Stage {
  readonly partition: number;
  /** When the broker appended it, in milliseconds since the epoch. */
  readonly writtenAt: number;
}

/**
 * Whether the group has processed every record that was appended to another partition before this one. Records
 * of the same millisecond are ordered by partition, so that of two records one never waits for the other and
 * the other for it. Throws when Kafka does not answer.
 */
export async function processedBefore(
  config: KafkaConfig,
  logger: Logger,
  { topic, group, partition, writtenAt }: WrittenRecord,
): Promise<boolean> {
  const name = config.prefix + topic;
  return withAdmin(config, logger, async (admin) => {
    const offsetsAt = async (time: number): Promise<ReadonlyMap<number, bigint>> => {
      const found = await admin.fetchTopicOffsetsByTimestamp(name, time);
      return new Map(found.map((each) => [each.partition, BigInt(each.offset)]));
    };
    const [from, after, bounds] = [
      await offsetsAt(writtenAt),
      await offsetsAt(writtenAt + 1),
      await boundsOf(admin, name),
    ];
    const needed = new Map<number, Bounds>();
    for (const [other, { low }] of bounds) {
      const high = (other < partition ? after : from).get(other);
      if (high === undefined) throw new Error(`Kafka did not report the offsets of ${name}/${other}.`);
      if (other !== partition) needed.set(other, { low, high });
    }
    const lags = await lagReader(admin, config, { topic, group }, needed)(new Set(needed.keys()));
    return [...lags.values()].every((lag) => lag === 0n);
  });
}

type Ends = ReadonlyMap<number, Bounds>;

/** Reads how many messages before its end each partition has not committed. */
type ReadLag = (partitions: ReadonlySet<number>) => Promise<ReadonlyMap<number, bigint>>;

function lagReader(admin: Admin, { prefix }: KafkaConfig, { topic, group }: Stage, ends: Ends): ReadLag {
  return async (partitions) => {
    const [found] = await admin.fetchOffsets({ groupId: prefix + group, topics: [prefix + topic] });
    const committed = new Map(found?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
    return new Map([...partitions].map((partition) => [partition, lag(partition, ends, committed)]));
  };
}

async function untilProcessed(
  readLag: ReadLag,
  partitions: ReadonlySet<number>,
  deadline: number,
  { nearly, signal }: ProcessedOptions,
): Promise<ReadonlySet<number>> {
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 1.5, LONGEST_POLL_MS)) {
    const lags = await readLag(partitions);
    const isWaiting = [...lags.values()].some((lag) => lag > 0n && (nearly === undefined || lag <= nearly));
    if (!isWaiting || performance.now() > deadline)
      return new Set([...partitions].filter((partition) => lags.get(partition) === 0n));
    await sleep(wait, undefined, { signal });
  }
}

/** Messages before the end that are not committed; all of them when nothing is committed (-1). */
function lag(partition: number, ends: Ends, committed: ReadonlyMap<number, bigint>): bigint {
  const end = ends.get(partition);
  if (!end) throw new Error(`Kafka did not report the end of partition ${partition}.`);
  const at = committed.get(partition) ?? -1n;
  const uncommitted = end.high - (at < end.low ? end.low : at);
  return uncommitted > 0n ? uncommitted : 0n;
}
