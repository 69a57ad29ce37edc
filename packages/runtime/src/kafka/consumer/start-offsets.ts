import type { Admin } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import type { Logger } from '../../telemetry.ts';
import { boundsOf, withAdmin, type Bounds } from '../admin.ts';

/** One partition of a topic (full name). */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Where reading goes on, and the partition's end (the offset that its next message will have). */
export interface Start {
  readonly at: bigint;
  readonly end: bigint;
}

/**
 * Where a member goes on in each place: at what `wanted` answers, else at what the group has committed, else at the beginning; never
 * below what the broker still keeps; and at the beginning of a log that ends before that. Throws when Kafka does not answer.
 */
export async function whereToGoOn<P extends Place>(
  config: Pick<KafkaConfig, 'brokers'>,
  logger: Logger,
  {
    groupId,
    places,
    wanted,
  }: {
    readonly groupId: string;
    readonly places: readonly P[];
    readonly wanted: (place: P) => bigint | null | undefined;
  },
): Promise<ReadonlyMap<P, Start>> {
  const topics = [...new Set(places.map(({ topic }) => topic))];
  return withAdmin(config, logger, async (admin) => {
    const committed = await committedOf(admin, groupId, topics);
    const kept = await keptOf(admin, topics);
    return new Map(
      places.map((place) => {
        const known = committed.get(nameOf(place));
        const bounds = kept.get(nameOf(place));
        // kafkajs leaves out, without a word, a partition that its metadata does not know, as after a broker's restart.
        if (known === undefined || !bounds)
          throw new Error(`Kafka has not said where ${nameOf(place)} stands.`);
        const { low, high } = bounds;
        const at = wanted(place) ?? (known < 0n ? low : known);
        if (at > high)
          logger.warn({ place: nameOf(place), at, high }, 'the log was cut; read again from its beginning');
        return [place, { at: at < low || at > high ? low : at, end: high }];
      }),
    );
  });
}

function nameOf({ topic, partition }: Place): string {
  return `${topic}/${partition}`;
}

/** Negative offsets stand for "none". */
async function committedOf(
  admin: Admin,
  groupId: string,
  topics: string[],
): Promise<ReadonlyMap<string, bigint>> {
  const found = await admin.fetchOffsets({ groupId, topics });
  return new Map(
    found.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [nameOf({ topic, partition }), BigInt(offset)] as const),
    ),
  );
}

async function keptOf(admin: Admin, topics: readonly string[]): Promise<ReadonlyMap<string, Bounds>> {
  const found = await Promise.all(
    topics.map(async (topic) => ({ topic, kept: await boundsOf(admin, topic) })),
  );
  return new Map(
    found.flatMap(({ topic, kept }) =>
      [...kept].map(([partition, bounds]) => [nameOf({ topic, partition }), bounds] as const),
    ),
  );
}
