import type { Client } from '@opensearch-project/opensearch';
import { indexNames, stages } from '@gazette/schemas';
import { committedOffsets, type Committed, type KafkaConfig, type Logger } from '@gazette/runtime';
import type { Evidence } from '../status.ts';

/** Gathers the evidence about one article. Throws when OpenSearch or Kafka does not answer. */
export type Evidences = (id: string, pushed: Evidence['pushed']) => Promise<Evidence>;

/** Committed offsets are requested at most this often. */
const OFFSETS_MAX_AGE_MS = 1000;

/** Evidence from the articles and dead-letters indices and the annotator's committed offsets. */
export function createEvidence(client: Client, kafka: KafkaConfig, logger: Logger): Evidences {
  const names = indexNames(kafka.prefix);
  let offsets: Promise<ReadonlyMap<number, Committed>> | undefined;
  let fetchedAt = 0;

  function annotatorOffsets(): Promise<ReadonlyMap<number, Committed>> {
    if (!offsets || performance.now() - fetchedAt > OFFSETS_MAX_AGE_MS) {
      fetchedAt = performance.now();
      offsets = committedOffsets(kafka, logger, stages.annotator);
    }
    return offsets;
  }

  async function indexedState(id: string): Promise<Evidence['indexed']> {
    const [stored, seen] = await Promise.all([
      client.mget({
        index: names.articlesWrite,
        body: { ids: [id] },
        _source_includes: ['revision', 'deleted'],
      }),
      client.search({
        index: names.articlesWrite,
        body: { size: 1, _source: ['revision'], query: { ids: { values: [id] } } },
      }),
    ]);
    const source = (stored.body.docs[0] as { _source?: { revision: number; deleted: boolean } } | undefined)
      ?._source;
    const hit = seen.body.hits.hits[0]?._source as { revision: number } | undefined;
    return source ? { ...source, refreshed: hit?.revision === source.revision } : null;
  }

  async function deadLetter(id: string): Promise<Evidence['dead']> {
    const { body } = await client.search({
      index: names.deadLetters,
      body: {
        size: 1,
        sort: [{ lastAt: { order: 'desc' } }],
        _source: ['revision', 'reason'],
        query: {
          bool: { filter: [{ term: { articleId: id } }], must_not: [{ exists: { field: 'redrivenAt' } }] },
        },
      },
    });
    return (body.hits.hits[0]?._source as Evidence['dead'] | undefined) ?? null;
  }

  return async (id, pushed) => {
    const [indexed, dead, committed] = await Promise.all([
      indexedState(id),
      deadLetter(id),
      pushed.partition === null ? null : annotatorOffsets(),
    ]);
    const annotatedUpTo = committed?.get(pushed.partition ?? -1)?.offset ?? null;
    return { indexed, dead, pushed, annotatedUpTo };
  };
}
