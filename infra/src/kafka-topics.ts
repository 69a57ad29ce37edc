import { setTimeout as sleep } from 'node:timers/promises';
import { withAdmin, type Admin, type KafkaConfig, type Logger } from '@gazette/runtime';
import {
  deadLetteredTopics,
  deadLetters,
  deadLetterTopic,
  PARTITIONS,
  topicConfig,
  topics,
  type Topic,
} from '@gazette/schemas';

type Brokers = Pick<KafkaConfig, 'brokers' | 'prefix'>;

/** What a topic needs; the name without the installation's prefix. */
export type TopicNeeds = Pick<Topic<never>, 'name' | 'maxBytes' | 'config'>;

/** Every topic of an installation: those of the pipeline and those of dead letters. */
export const allTopics: readonly TopicNeeds[] = [
  ...Object.values(topics),
  ...deadLetteredTopics.map((name) => ({ name: deadLetterTopic(name), ...deadLetters })),
];

/** How many brokers keep each message, and how many must have it before a producer is answered. */
export interface Copies {
  readonly replicas: number;
  readonly minInsync: number;
}

const LEADER_TIMEOUT_MS = 60_000;

/** The number of brokers in the cluster. */
export async function clusterSize(config: Brokers, logger: Logger): Promise<number> {
  return withAdmin(config, logger, async (admin) => (await admin.describeCluster()).brokers.length);
}

/** Creates every missing topic; returns the names created. Idempotent. */
export async function createTopics(
  config: Brokers,
  logger: Logger,
  { replicas, minInsync }: Copies,
): Promise<readonly string[]> {
  const { prefix } = config;
  // New topics have no leaders at first. That is expected, so kafkajs' warnings about it are muted.
  return withAdmin(config, logger.child({}, { level: 'error' }), async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = allTopics.filter(({ name }) => !existing.has(prefix + name));
    if (missing.length === 0) return [];
    const created = missing.map((topic) => ({
      topic: prefix + topic.name,
      numPartitions: PARTITIONS,
      replicationFactor: replicas,
      configEntries: toEntries(topicConfig(topic, minInsync)),
    }));
    // kafkajs' own wait for leaders gives up on a busy broker that does not know its new topics yet.
    await admin.createTopics({ topics: created, waitForLeaders: false });
    await untilLed(
      admin,
      created.map(({ topic }) => topic),
    );
    return created.map(({ topic }) => topic);
  });
}

function toEntries(config: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(config).map(([name, value]) => ({ name, value }));
}

/** Resolves when every partition of the topics has a leader. */
async function untilLed(admin: Admin, created: string[]): Promise<void> {
  const deadline = performance.now() + LEADER_TIMEOUT_MS;
  for (;;) {
    try {
      const { topics: known } = await admin.fetchTopicMetadata({ topics: created });
      const partitions = known.flatMap((topic) => topic.partitions);
      if (
        partitions.length === created.length * PARTITIONS &&
        partitions.every(({ leader }) => leader >= 0)
      ) {
        // A leader in the metadata may not have learnt of its role yet; this request fails until it has.
        for (const topic of created) await admin.fetchTopicOffsets(topic);
        return;
      }
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    if (performance.now() > deadline)
      throw new Error(`The new topics have no leaders: ${created.join(', ')}`);
    await sleep(100);
  }
}
