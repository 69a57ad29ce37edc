import {
  committedOffsets,
  readNote,
  setTopicConfig,
  topicSettings,
  withAdmin,
  type KafkaConfig,
  type Logger,
} from '@gazette/runtime';
import { INBOX_MIGRATION, stages, topics } from '@gazette/schemas';
import { allTopics, clusterSize, createTopics } from './kafka-topics.ts';
import { chooseCopies, driftOf, type Wishes } from './topic-settings.ts';

type Brokers = Pick<KafkaConfig, 'brokers' | 'prefix'>;

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
export async function deployTopics(config: Brokers, logger: Logger, wishes: Wishes): Promise<DeployedTopics> {
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
    // Noted before the change: a run that is interrupted then migrates, and notes, again.
    if (topic.name === topics.inbox.name)
      await noteTakeover(config, logger, 'message.timestamp.type' in migrate);
    if (Object.keys(migrate).length === 0) continue;
    await setTopicConfig(config, logger, topic.name, migrate);
    migrated.push(...Object.entries(migrate).map(([name, value]) => `${topic.name} ${name}=${value}`));
  }
  return { created, migrated, drift };
}

/**
 * Notes that the inbox of an older release is taken over: one without append time, or one whose offsets were
 * committed without times. Kafka keeps the offsets of an empty group for seven days
 * (`offsets.retention.minutes`).
 */
async function noteTakeover(config: Brokers, logger: Logger, isMigrated: boolean): Promise<void> {
  const { group, deployed, takenOver } = INBOX_MIGRATION;
  const topic = topics.inbox.name;
  const noted = (await committedOffsets(config, logger, { group, topic })).get(deployed)?.offset ?? null;
  if (noted !== null && !isMigrated) return;
  const committed = await committedOffsets(config, logger, stages.inbox);
  const known = [...committed.values()].filter(({ offset }) => offset !== null);
  const isOlder = known.length > 0 && known.every(({ note }) => readNote(note) === null);
  const partitions = [
    { partition: deployed, offset: String(isMigrated || isOlder ? Date.now() : 0) },
    { partition: takenOver, offset: '0' },
  ];
  const { prefix } = config;
  await withAdmin(config, logger, (admin) =>
    admin.setOffsets({ groupId: prefix + group, topic: prefix + topic, partitions }),
  );
}
