import type { Client } from '@opensearch-project/opensearch';
import { topicSettings, type KafkaConfig, type Logger } from '@gazette/runtime';
import { classifyOpenSearchError, statusOf } from '@gazette/runtime/opensearch';
import { deadLetteredTopics, deadLetterTopic, indexNames, topics } from '@gazette/schemas';

/** A topic that may still hold the text, and when it no longer can. */
export interface ExpiringTopic {
  readonly topic: string;
  /** ISO 8601; null when the topic keeps its messages for ever. */
  readonly until: string | null;
}

/** Where a purged text may remain, which only time or an operator can remove. */
export interface OtherCopies {
  readonly topics: readonly ExpiringTopic[];
  /** `repository/snapshot`; null when OpenSearch does not let this user list them. */
  readonly snapshots: readonly string[] | null;
}

/** Topics and snapshots in which the text may remain. Throws when Kafka or OpenSearch does not answer. */
export async function findOtherCopies(
  client: Client,
  kafka: KafkaConfig,
  logger: Logger,
): Promise<OtherCopies> {
  const names = [topics.inbox.name, ...deadLetteredTopics.map(deadLetterTopic)];
  const settings = await topicSettings(kafka, logger, names);
  const now = Date.now();
  return {
    topics: names.map((topic, index) => {
      const retentionMs = Number(settings[index]?.effective['retention.ms'] ?? -1);
      return { topic, until: retentionMs < 0 ? null : new Date(now + retentionMs).toISOString() };
    }),
    snapshots: await snapshotsOf(client, kafka.prefix),
  };
}

interface Snapshot {
  readonly snapshot: string;
  readonly indices: readonly string[];
}

async function snapshotsOf(client: Client, prefix: string): Promise<readonly string[] | null> {
  const { articles, deadLetters } = indexNames(prefix);
  const holdsText = ({ indices }: Snapshot): boolean =>
    indices.some((index) => index.startsWith(`${articles}-v`) || index.startsWith(`${deadLetters}-v`));
  try {
    const repositories = Object.keys((await client.snapshot.getRepository()).body);
    const found: string[] = [];
    for (const repository of repositories) {
      const { body } = await client.snapshot.get({ repository, snapshot: '_all' });
      const snapshots = body.snapshots as unknown as readonly Snapshot[];
      found.push(...snapshots.filter(holdsText).map(({ snapshot }) => `${repository}/${snapshot}`));
    }
    return found;
  } catch (error) {
    if (statusOf(error) === 403) return null;
    throw classifyOpenSearchError(error);
  }
}
