import { topicSettings, withAdmin, type KafkaConfig, type Logger } from '@gazette/runtime';
import { INBOX_MIGRATION_GROUP, topics } from '@gazette/schemas';
import { allTopics, clusterSize, createTopics, setTopicConfig } from './kafka-topics.ts';
import { chooseCopies, driftOf, type Wishes } from './topic-settings.ts';

/** What was done with the topics, and what an operator should know. */
export interface DeployedTopics {
  readonly created: readonly string[];
  /** One line for each setting that was changed. */
  readonly migrated: readonly string[];
  /** One line for each setting that differs from what Gazette expects and was left alone. */
  readonly drift: readonly string[];
}

/**
 * Creates missing topics, migrates settings that the guarantees need, and reports other differences. Throws
 * `SetupError` when an acknowledged article could be on a single disk and the installation does not say so.
 */
export async function deployTopics(
  config: Pick<KafkaConfig, 'brokers' | 'prefix'>,
  logger: Logger,
  wishes: Wishes,
): Promise<DeployedTopics> {
  const copies = chooseCopies(await clusterSize(config, logger), wishes);
  const created = await createTopics(config, logger, copies);
  const settings = await topicSettings(
    config,
    logger,
    allTopics.map(({ name }) => name),
  );
  const migrated: string[] = [];
  const drift: string[] = [];
  for (const [index, topic] of allTopics.entries()) {
    const found = settings[index];
    if (!found) throw new Error(`Kafka did not report the settings of ${topic.name}.`);
    const { migrate, report } = driftOf(topic, found, copies);
    drift.push(...report);
    if (Object.keys(migrate).length === 0) continue;
    // Noted first: a run that is interrupted then migrates, and notes, again.
    if (topic.name === topics.inbox.name && 'message.timestamp.type' in migrate)
      await noteMigration(config, logger);
    await setTopicConfig(config, logger, topic.name, migrate);
    migrated.push(...Object.entries(migrate).map(([name, value]) => `${topic.name} ${name}=${value}`));
  }
  return { created, migrated, drift };
}

/**
 * Kafka has no settings of one's own, but keeps an offset for any group: that of {@link INBOX_MIGRATION_GROUP}
 * is the time of the migration. It lasts as long as the offsets of an empty group
 * (`offsets.retention.minutes`, seven days).
 */
async function noteMigration(config: Pick<KafkaConfig, 'brokers' | 'prefix'>, logger: Logger): Promise<void> {
  const { prefix } = config;
  await withAdmin(config, logger, (admin) =>
    admin.setOffsets({
      groupId: prefix + INBOX_MIGRATION_GROUP,
      topic: prefix + topics.inbox.name,
      partitions: [{ partition: 0, offset: String(Date.now()) }],
    }),
  );
}
