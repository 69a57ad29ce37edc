import type { KafkaConfig } from '../../config.ts';
import type { Logger } from '../../telemetry.ts';
import { boundsOf, committedOf, withAdmin } from '../admin.ts';

/** One partition of a topic (full name). */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Where reading starts, and the partition's end (the offset of its next message). */
export interface StartOffset {
  readonly offset: bigint;
  readonly end: bigint;
  /** What was committed with the offset; empty when reading starts elsewhere or nothing was. */
  readonly note: string;
}

export interface StartOptions<P extends TopicPartition> {
  readonly groupId: string;
  readonly partitions: readonly P[];
  /** An offset that takes precedence over the committed one; null or undefined when there is none. */
  readonly preferred: (partition: P) => bigint | null | undefined;
}

/**
 * Where to start each partition: at the preferred offset, otherwise at the committed one, otherwise at the
 * beginning. Never below what the broker still keeps; at the beginning when the log ends before that offset.
 * Throws when Kafka does not answer.
 */
export async function findStartOffsets<P extends TopicPartition>(
  config: Pick<KafkaConfig, 'brokers'>,
  logger: Logger,
  { groupId, partitions, preferred }: StartOptions<P>,
): Promise<ReadonlyMap<P, StartOffset>> {
  return withAdmin(config, logger, async (admin) => {
    const starts = new Map<P, StartOffset>();
    for (const topic of new Set(partitions.map((each) => each.topic))) {
      const committed = await committedOf(admin, groupId, topic);
      const bounds = await boundsOf(admin, topic);
      for (const each of partitions.filter((one) => one.topic === topic)) {
        const known = committed.get(each.partition);
        const kept = bounds.get(each.partition);
        const name = `${topic}/${each.partition}`;
        // kafkajs silently omits a partition that its metadata lacks, as after a broker's restart.
        if (!known || !kept) throw new Error(`Kafka did not report the offsets of ${name}.`);
        const wanted = preferred(each) ?? known.offset ?? kept.low;
        if (wanted > kept.high)
          logger.warn(
            { partition: name, offset: wanted, ...kept },
            'the log was truncated; reading again from its beginning',
          );
        const offset = wanted < kept.low || wanted > kept.high ? kept.low : wanted;
        const follows = known.offset !== null && offset >= known.offset;
        starts.set(each, { offset, end: kept.high, note: follows ? known.note : '' });
      }
    }
    return starts;
  });
}
