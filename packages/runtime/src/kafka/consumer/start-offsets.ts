import type { Admin } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import type { Logger } from '../../telemetry.ts';
import { boundsOf, withAdmin, type Bounds } from '../admin.ts';

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
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  return withAdmin(config, logger, async (admin) => {
    const committed = await committedOffsetsOf(admin, groupId, topics);
    const kept = await keptBounds(admin, topics);
    return new Map(
      partitions.map((partition) => {
        const name = nameOf(partition);
        const known = committed.get(name);
        const bounds = kept.get(name);
        // kafkajs silently omits a partition that its metadata lacks, as after a broker's restart.
        if (known === undefined || !bounds) throw new Error(`Kafka did not report the offsets of ${name}.`);
        const { low, high } = bounds;
        const wanted = preferred(partition) ?? known.offset;
        const offset = wanted < 0n ? low : wanted;
        if (offset > high)
          logger.warn(
            { partition: name, offset, high },
            'the log was truncated; reading again from its beginning',
          );
        const start = offset < low || offset > high ? low : offset;
        const follows = known.offset >= 0n && start >= known.offset;
        return [partition, { offset: start, end: high, note: follows ? known.note : '' }];
      }),
    );
  });
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

interface CommittedOffset {
  /** Negative when nothing is committed. */
  readonly offset: bigint;
  readonly note: string;
}

async function committedOffsetsOf(
  admin: Admin,
  groupId: string,
  topics: string[],
): Promise<ReadonlyMap<string, CommittedOffset>> {
  const found = await admin.fetchOffsets({ groupId, topics });
  return new Map(
    found.flatMap(({ topic, partitions }) =>
      partitions.map(
        ({ partition, offset, metadata }) =>
          [nameOf({ topic, partition }), { offset: BigInt(offset), note: metadata ?? '' }] as const,
      ),
    ),
  );
}

async function keptBounds(admin: Admin, topics: readonly string[]): Promise<ReadonlyMap<string, Bounds>> {
  const found = await Promise.all(
    topics.map(async (topic) => ({ topic, bounds: await boundsOf(admin, topic) })),
  );
  return new Map(
    found.flatMap(({ topic, bounds }) =>
      [...bounds].map(([partition, kept]) => [nameOf({ topic, partition }), kept] as const),
    ),
  );
}
