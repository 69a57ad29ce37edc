import type { Client } from '@opensearch-project/opensearch';
import { indexNames, stages, topics, type MessageError } from '@gazette/schemas';
import {
  publishDeadLetters,
  rawPublisher,
  type Incoming,
  type KafkaConfig,
  type Logger,
} from '@gazette/runtime';
import { allParts } from './opensearch.ts';

/** A version of an article that the index being built refuses for good. */
export interface Refusal {
  /** Article id. */
  readonly id: string;
  readonly message: Incoming;
  readonly error: MessageError;
}

/** The versions that a reindex refuses and that the indexer had accepted. */
export interface Refusals {
  /** Writes a dead letter for each refusal that has none yet. Throws when OpenSearch or Kafka is away. */
  readonly add: (refusals: readonly Refusal[]) => Promise<void>;
  /** Ids of the articles with a new dead letter. */
  readonly ids: () => ReadonlySet<string>;
  readonly stop: () => Promise<void>;
}

interface StoredLetter {
  readonly _id: string;
  readonly found?: boolean;
}

/** No refusals yet. */
export function createRefusals(client: Client, kafka: KafkaConfig, logger: Logger): Refusals {
  const publisher = rawPublisher(kafka, logger);
  const ids = new Set<string>();

  /** The origins (topic/partition/offset) that are dead letters already. */
  async function known(origins: readonly string[]): Promise<ReadonlySet<string>> {
    const { body } = await client.mget({
      index: indexNames(kafka.prefix).deadLetters,
      body: { ids: [...origins] },
      _source: 'false',
    });
    const docs = allParts(body.docs as unknown as readonly StoredLetter[]);
    return new Set(docs.flatMap(({ _id, found }) => (found ? [_id] : [])));
  }

  return {
    add: async (refusals) => {
      if (refusals.length === 0) return;
      const originOf = ({ message: { partition, offset } }: Refusal): string =>
        `${topics.annotated.name}/${partition}/${offset}`;
      const before = await known(refusals.map(originOf));
      const fresh = refusals.filter((refusal) => !before.has(originOf(refusal)));
      const now = Date.now();
      await publishDeadLetters(
        publisher,
        kafka.prefix + topics.annotated.name,
        kafka.prefix,
        fresh.map(({ message, error }) => ({
          message,
          error,
          stage: stages.indexer.group,
          attempts: 1,
          firstAt: now,
          lastAt: now,
        })),
      );
      for (const { id } of fresh) ids.add(id);
    },
    ids: () => ids,
    stop: publisher.stop,
  };
}
