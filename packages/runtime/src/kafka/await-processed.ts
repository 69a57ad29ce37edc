import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { boundsOf, withAdmin, type Bounds } from './admin.ts';

/** A topic and the group that passes its messages on; names without prefix. */
export interface Step {
  readonly topic: string;
  readonly group: string;
}

/** A pipeline's topics in order; partition p of one feeds partition p of the next. */
export interface ProcessedOptions {
  readonly steps: readonly Step[];
  readonly partitions: ReadonlySet<number>;
  /** How long a partition that is nearly through is waited for, in milliseconds. */
  readonly patienceMs: number;
  /** A partition that lacks more messages than this is not waited for; absent: every one is. */
  readonly nearly?: bigint;
  /** Ends the waiting; the call then throws its reason. */
  readonly signal?: AbortSignal;
}

const LOOK_AGAIN_MS = 25;
const LONGEST_LOOK_MS = 500;

/**
 * Those of the partitions in which everything that stood in the first topic when this was called has passed the last group. A
 * group's commit follows its work, so what has passed has had its effect. Throws when Kafka does not answer.
 */
export async function processedPartitions(
  config: KafkaConfig,
  logger: Logger,
  options: ProcessedOptions,
): Promise<ReadonlySet<number>> {
  const { steps, partitions, patienceMs } = options;
  const deadline = performance.now() + patienceMs;
  return withAdmin(config, logger, async (admin) => {
    let passed = partitions;
    for (const { topic, group } of steps) {
      // Read after the step before was passed: what it wrote lies before these ends.
      const ends = await boundsOf(admin, config.prefix + topic);
      const lacking = lackingOf(admin, config, { topic, group }, ends);
      passed = await reached(lacking, passed, deadline, options);
      if (passed.size === 0) break;
    }
    return passed;
  });
}

type Ends = ReadonlyMap<number, Bounds>;

/** How many messages each of the partitions lacks until its end. */
type Lacking = (partitions: ReadonlySet<number>) => Promise<ReadonlyMap<number, bigint>>;

function lackingOf(admin: Admin, { prefix }: KafkaConfig, { topic, group }: Step, ends: Ends): Lacking {
  return async (partitions) => {
    const [found] = await admin.fetchOffsets({ groupId: prefix + group, topics: [prefix + topic] });
    const committed = new Map(found?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
    return new Map([...partitions].map((partition) => [partition, lag(partition, ends, committed)]));
  };
}

async function reached(
  lackingOf: Lacking,
  partitions: ReadonlySet<number>,
  deadline: number,
  { nearly, signal }: ProcessedOptions,
): Promise<ReadonlySet<number>> {
  for (let wait = LOOK_AGAIN_MS; ; wait = Math.min(wait * 1.5, LONGEST_LOOK_MS)) {
    const lacking = await lackingOf(partitions);
    const waited = [...lacking.values()].some((lag) => lag > 0n && (nearly === undefined || lag <= nearly));
    if (!waited || performance.now() > deadline)
      return new Set([...partitions].filter((partition) => lacking.get(partition) === 0n));
    await sleep(wait, undefined, { signal });
  }
}

/** Messages before the end that are not committed; a group that has committed nothing (-1) lacks all there are. */
function lag(partition: number, ends: Ends, committed: ReadonlyMap<number, bigint>): bigint {
  const end = ends.get(partition);
  if (!end) throw new Error(`Kafka has not said where partition ${partition} ends.`);
  const at = committed.get(partition) ?? -1n;
  const lacking = end.high - (at < end.low ? end.low : at);
  return lacking > 0n ? lacking : 0n;
}
