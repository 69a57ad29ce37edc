import type { Client } from '@opensearch-project/opensearch';
import { documentVersion, indexNames, stages, topics, type MessageError } from '@gazette/schemas';
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
  readonly version: number;
  readonly message: Incoming;
  readonly error: MessageError;
}

/** The versions that a reindex refuses. */
export interface Refusals {
  /** Writes a dead letter for each refusal that has none yet. Throws when OpenSearch or Kafka is away. */
  readonly add: (refusals: readonly Refusal[]) => Promise<void>;
  /**
   * The refused versions that would be lost with the present index, by article id: they had no dead letter, or
   * the present index holds them.
   */
  readonly lost: () => ReadonlyMap<string, number>;
  readonly stop: () => Promise<void>;
}

interface StoredLetter {
  readonly _id: string;
  readonly found?: boolean;
}

interface StoredVersion {
  readonly _id: string;
  readonly _source?: { readonly revision: number; readonly annotatorRevision: number };
}

/** No refusals yet. */
export function createRefusals(client: Client, kafka: KafkaConfig, logger: Logger): Refusals {
  const present = indexNames(kafka.prefix).articlesWrite;
  const publisher = rawPublisher(kafka, logger);
  const lost = new Map<string, number>();

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

  /** The versions that the present index holds, by article id; none while an alias is missing. */
  async function heldVersions(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (!(await client.indices.existsAlias({ name: present })).body) return new Map();
    const fields = ['revision', 'annotatorRevision'];
    const { body } = await client.mget({ index: present, body: { ids: [...ids] }, _source_includes: fields });
    const docs = allParts(body.docs as unknown as readonly StoredVersion[]);
    return new Map(
      docs.flatMap(({ _id, _source }) =>
        _source ? [[_id, documentVersion(_source, _source.annotatorRevision)] as const] : [],
      ),
    );
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
      const held = await heldVersions(refusals.map(({ id }) => id));
      for (const refusal of refusals) {
        const { id, version } = refusal;
        if (fresh.includes(refusal) || held.get(id) === version) lost.set(id, version);
      }
    },
    lost: () => lost,
    stop: publisher.stop,
  };
}
