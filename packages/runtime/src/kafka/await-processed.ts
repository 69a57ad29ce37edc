import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '@gazette/schemas';
import type { Admin } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { boundsOf, committedOf, withAdmin, type Bounds } from './admin.ts';

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
      const lags = (): Promise<Lags> => readLag(admin, config, { topic, group }, ends);
      processed = await untilProcessed(lags, processed, deadline, options);
      if (processed.size === 0) break;
    }
    return processed;
  });
}

type Lags = ReadonlyMap<number, bigint>;

/** How many messages before its end the group has not committed, for each partition. */
async function readLag(
  admin: Admin,
  { prefix }: KafkaConfig,
  { topic, group }: Stage,
  ends: ReadonlyMap<number, Bounds>,
): Promise<Lags> {
  const committed = await committedOf(admin, prefix + group, prefix + topic);
  return new Map(
    [...ends].map(([partition, { low, high }]) => {
      const at = committed.get(partition)?.offset ?? 0n;
      const uncommitted = high - (at < low ? low : at);
      return [partition, uncommitted > 0n ? uncommitted : 0n];
    }),
  );
}

async function untilProcessed(
  readLags: () => Promise<Lags>,
  partitions: ReadonlySet<number>,
  deadline: number,
  { nearly, signal }: ProcessedOptions,
): Promise<ReadonlySet<number>> {
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 1.5, LONGEST_POLL_MS)) {
    const lags = await readLags();
    const behind = [...partitions].filter((partition) => lags.get(partition) !== 0n);
    const isWaiting = behind.some(
      (partition) => nearly === undefined || (lags.get(partition) ?? 0n) <= nearly,
    );
    if (!isWaiting || performance.now() > deadline)
      return new Set([...partitions].filter((partition) => !behind.includes(partition)));
    await sleep(wait, undefined, { signal });
  }
}
