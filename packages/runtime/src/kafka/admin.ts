import kafkajs, { type Admin } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { classifyKafkaError, createAdmin } from './client.ts';

type Brokers = Pick<KafkaConfig, 'brokers' | 'prefix'>;

/** Runs `use` with a connected admin client. */
export async function withAdmin<T>(
  config: Pick<KafkaConfig, 'brokers'>,
  logger: Logger,
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = createAdmin(config, logger);
  try {
    await admin.connect();
    return await use(admin);
  } catch (error) {
    throw classifyKafkaError(error);
  } finally {
    await admin.disconnect();
  }
}

/** What a group has committed of one partition. */
export interface Committed {
  /** The next offset the group would read; null when it has committed nothing. */
  readonly offset: bigint | null;
  /** The note that its worker committed with the offset, or an empty string. */
  readonly note: string;
}

/** What a group has committed of each partition of a topic (names without prefix). */
export async function committedOffsets(
  config: Brokers,
  logger: Logger,
  { group, topic }: { readonly group: string; readonly topic: string },
): Promise<ReadonlyMap<number, Committed>> {
  return withAdmin(config, logger, (admin) =>
    committedOf(admin, config.prefix + group, config.prefix + topic),
  );
}

/** As {@link committedOffsets}, for full names and through a connected client. */
export async function committedOf(
  admin: Admin,
  groupId: string,
  topic: string,
): Promise<ReadonlyMap<number, Committed>> {
  // Without metadata kafkajs asks for that of all topics, and fails when any of them has no leader.
  await admin.fetchTopicMetadata({ topics: [topic] });
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return new Map(
    found?.partitions.map(({ partition, offset, metadata }) => [
      partition,
      { offset: offset === '-1' ? null : BigInt(offset), note: metadata ?? '' },
    ]),
  );
}

/** A topic's settings and copies. */
export interface TopicSettings {
  /** Every setting in effect, by name. */
  readonly effective: Readonly<Record<string, string>>;
  /** The settings of the topic itself; others come from the brokers. */
  readonly own: Readonly<Record<string, string>>;
  readonly partitions: number;
  /** The smallest number of replicas of a partition. */
  readonly replicas: number;
}

/** Reads the settings of topics (names without prefix), in order. Throws `SetupError` when one is missing. */
export async function topicSettings(
  config: Brokers,
  logger: Logger,
  topics: readonly string[],
): Promise<readonly TopicSettings[]> {
  return withAdmin(config, logger, async (admin) => {
    const names = topics.map((topic) => config.prefix + topic);
    const metadata = (await admin.fetchTopicMetadata({ topics: names })).topics;
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
    });
    return names.map((name) => {
      const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
      const partitions = metadata.find((topic) => topic.name === name)?.partitions ?? [];
      const valuesOf = (found: typeof entries) =>
        Object.fromEntries(found.map(({ configName, configValue }) => [configName, configValue]));
      return {
        effective: valuesOf(entries),
        own: valuesOf(
          entries.filter(({ configSource }) => configSource === kafkajs.ConfigSource.TOPIC_CONFIG),
        ),
        partitions: partitions.length,
        replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
      };
    });
  });
}

/**
 * Changes some settings of a topic (name without prefix). kafkajs can only replace all of them, so the others
 * are read first and sent again.
 */
export async function setTopicConfig(
  config: Brokers,
  logger: Logger,
  topic: string,
  entries: Readonly<Record<string, string>>,
): Promise<void> {
  const [found] = await topicSettings(config, logger, [topic]);
  const resource = {
    type: kafkajs.ConfigResourceTypes.TOPIC,
    name: config.prefix + topic,
    configEntries: Object.entries({ ...found?.own, ...entries }).map(([name, value]) => ({ name, value })),
  };
  await withAdmin(config, logger, (admin) =>
    admin.alterConfigs({ validateOnly: false, resources: [resource] }),
  );
}

/** A partition's low watermark (the first offset kept) and high watermark (the next message's offset). */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

/** The low and high watermark of each partition of a topic (name without prefix). */
export async function offsetBounds(
  config: Brokers,
  logger: Logger,
  topic: string,
): Promise<ReadonlyMap<number, Bounds>> {
  return withAdmin(config, logger, (admin) => boundsOf(admin, config.prefix + topic));
}

/** As {@link offsetBounds}, for a topic's full name and through a connected client. */
export async function boundsOf(admin: Admin, topic: string): Promise<ReadonlyMap<number, Bounds>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(
    offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]),
  );
}
