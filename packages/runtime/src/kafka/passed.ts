import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { withAdmin } from './admin.ts';

/** A topic and the group that passes its messages on; names without prefix. */
export interface Step {
  readonly topic: string;
  readonly group: string;
}

/** A pipeline's topics in order; partition p of one feeds partition p of the next. */
export interface PassedOptions {
  readonly steps: readonly Step[];
  readonly partitions: ReadonlySet<number>;
  /** How long a partition that is nearly through is waited for, in milliseconds. */
  readonly patienceMs: number;
}

/** A partition that lacks more messages than this is not waited for. */
const NEARLY = 50n;
const LOOK_AGAIN_MS = 25;

/**
 * Those of the partitions in which everything that stood in the first topic when this was called has passed the last group. A
 * group's commit follows its work, so what has passed has had its effect. Throws when Kafka does not answer.
 */
export async function passedPartitions(
  config: KafkaConfig,
  logger: Logger,
  { steps, partitions, patienceMs }: PassedOptions,
): Promise<ReadonlySet<number>> {
  const deadline = Date.now() + patienceMs;
  return withAdmin(config, logger, async (admin) => {
    let passed = partitions;
    for (const { topic, group } of steps) {
      // Read after the step before was passed: what it wrote lies before these ends.
      const ends = await endsOf(admin, config.prefix + topic);
      passed = await reached(admin, config, { topic, group }, ends, passed, deadline);
      if (passed.size === 0) break;
    }
    return passed;
  });
}

type Ends = ReadonlyMap<number, { readonly low: bigint; readonly high: bigint }>;

async function reached(
  admin: Admin,
  { prefix }: KafkaConfig,
  { topic, group }: Step,
  ends: Ends,
  partitions: ReadonlySet<number>,
  deadline: number,
): Promise<ReadonlySet<number>> {
  for (;;) {
    const [found] = await admin.fetchOffsets({ groupId: prefix + group, topics: [prefix + topic] });
    const committed = new Map(found?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
    const lacking = new Map([...partitions].map((partition) => [partition, lag(partition, ends, committed)]));
    const waited = [...lacking.values()].some((lag) => lag > 0n && lag <= NEARLY);
    if (!waited || Date.now() > deadline)
      return new Set([...partitions].filter((p) => lacking.get(p) === 0n));
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Messages before the end that are not committed; a group that has committed nothing (-1) lacks all there are. */
function lag(partition: number, ends: Ends, committed: ReadonlyMap<number, bigint>): bigint {
  const end = ends.get(partition);
  if (!end) return NEARLY + 1n;
  const at = committed.get(partition) ?? -1n;
  const lacking = end.high - (at < end.low ? end.low : at);
  return lacking > 0n ? lacking : 0n;
}

async function endsOf(admin: Admin, topic: string): Promise<Ends> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(
    offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]),
  );
}
