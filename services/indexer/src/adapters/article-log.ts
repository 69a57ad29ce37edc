import type { Client } from '@opensearch-project/opensearch';
import { createCodec, createRegistry, MessageError, topics } from '@gazette/schemas';
import {
  createHealth,
  createLogger,
  createProgress,
  replay,
  retryForever,
  type Incoming,
  type KafkaConfig,
  type Offsets,
} from '@gazette/runtime';
import type { LatestVersions } from '../latest-versions.ts';
import { writeNewest } from '../write-newest.ts';
import { toDocument, type VersionedWrite } from '../to-document.ts';
import { createStories } from './stories.ts';
import { writeDocuments } from './write-documents.ts';

/** `articles.annotated` as the log of record. */
export interface ArticleLog {
  /** Copies messages into an index and records the versions that the index must then hold. */
  readonly copyInto: (index: string, range: LogRange) => Promise<Copied>;
  /** Records the versions without writing anything. */
  readonly read: (range: LogRange) => Promise<Copied>;
}

/** The messages to read, and the label of the progress bar. */
export interface LogRange {
  readonly from?: Offsets;
  readonly to?: Offsets;
  readonly label: string;
}

/** The result of reading a range. */
export interface Copied {
  /** The offsets at which reading stopped. */
  readonly ends: Offsets;
  readonly messages: number;
  /** Documents that OpenSearch refuses for good; the indexer has turned them into dead letters. */
  readonly refused: number;
}

/** Reads the log. Messages that cannot be decoded are already dead letters and are skipped. */
export function createArticleLog(client: Client, kafka: KafkaConfig, versions: LatestVersions): ArticleLog {
  const logger = createLogger('reindex', 'warn', 'stderr');
  const codec = createCodec(topics.annotated, createRegistry(kafka.registry), kafka.prefix);
  const context = { task: 'reindex', health: createHealth(), logger, signal: new AbortController().signal };

  async function decodeWrite({ value }: Incoming): Promise<VersionedWrite | null> {
    if (value === null) return null;
    try {
      return toDocument(await retryForever(() => codec.decode(value), context));
    } catch (error) {
      if (error instanceof MessageError) return null;
      throw error;
    }
  }

  /** Returns how many writes were refused. */
  async function copy(index: string, writes: readonly VersionedWrite[]): Promise<number> {
    const stories = createStories(client, index);
    let pending = writes;
    let refused = 0;
    await retryForever(async () => {
      const results = await writeNewest(pending, async (chosen) =>
        writeDocuments(client, { index, requireAlias: false }, await stories.assign(chosen)),
      );
      let fault: Error | null = null;
      for (const [write, result] of results) {
        if (result.outcome === 'again') fault = result.error;
        else if (result.outcome === 'refused') refused += 1;
        else versions.record(write);
      }
      pending = pending.filter((write) => results.get(write)?.outcome === 'again');
      if (fault !== null) throw fault;
    }, context);
    return refused;
  }

  async function replayRange(
    { label, ...bounds }: LogRange,
    handle: (writes: readonly VersionedWrite[]) => Promise<number>,
  ): Promise<Copied> {
    const progress = createProgress(label);
    let messages = 0;
    let refused = 0;
    const ends = await replay(kafka, {
      topic: topics.annotated.name,
      ...bounds,
      onMessages: async (incoming) => {
        const writes = (await Promise.all(incoming.map(decodeWrite))).filter((write) => write !== null);
        refused += await handle(writes);
        messages += incoming.length;
      },
      onProgress: progress.show,
      logger,
    });
    progress.end();
    return { ends, messages, refused };
  }

  return {
    copyInto: async (index, range) => {
      const copied = await replayRange(range, (writes) => copy(index, writes));
      await client.indices.refresh({ index });
      return copied;
    },
    read: (range) =>
      replayRange(range, (writes) => {
        for (const write of writes) versions.record(write);
        return Promise.resolve(0);
      }),
  };
}
