import type { Client } from '@opensearch-project/opensearch';
import { createCodec, createRegistry, indexNames, MessageError, topics } from '@gazette/schemas';
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
import { createRefusals, type Refusal } from './refusals.ts';
import { createStories } from './stories.ts';
import { writeDocuments } from './write-documents.ts';

/** `articles.annotated` as the log of record. */
export interface ArticleLog {
  /** Copies messages into an index and records the versions that the index must then hold. */
  readonly copyInto: (index: string, range: LogRange) => Promise<Copied>;
  /** Records the versions without writing anything. */
  readonly read: (range: LogRange) => Promise<Copied>;
  /** The refused versions that would be lost with the present index, by article id. */
  readonly lost: () => ReadonlyMap<string, number>;
  readonly stop: () => Promise<void>;
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
  /** How many versions OpenSearch refuses for good. */
  readonly refused: number;
}

interface LoggedWrite {
  readonly write: VersionedWrite;
  readonly message: Incoming;
}

/** Reads the log. Messages that cannot be decoded are already dead letters and are skipped. */
export function createArticleLog(client: Client, kafka: KafkaConfig, versions: LatestVersions): ArticleLog {
  const logger = createLogger('reindex', 'warn', 'stderr');
  const deadLetters = createRefusals(client, kafka, logger);
  const codec = createCodec(topics.annotated, createRegistry(kafka.registry), kafka.prefix);
  const context = { task: 'reindex', health: createHealth(), logger, signal: new AbortController().signal };

  async function decodeWrite(message: Incoming): Promise<LoggedWrite | null> {
    const { value } = message;
    if (value === null) return null;
    try {
      return { message, write: toDocument(await retryForever(() => codec.decode(value), context)) };
    } catch (error) {
      if (error instanceof MessageError) return null;
      throw error;
    }
  }

  /** Returns how many writes were refused. */
  async function copy(index: string, logged: readonly LoggedWrite[]): Promise<number> {
    const stories = createStories(client, index, indexNames(kafka.prefix).articlesWrite);
    const messageOf = new Map(logged.map(({ write, message }) => [write, message]));
    const refused: Refusal[] = [];
    let pending = logged.map(({ write }) => write);
    await retryForever(async () => {
      const results = await writeNewest(pending, async (chosen) =>
        writeDocuments(client, { index, requireAlias: false }, await stories.assign(chosen)),
      );
      let fault: Error | null = null;
      for (const [write, result] of results) {
        if (result.outcome === 'again') fault = result.error;
        else versions.record(write);
        if (result.outcome === 'refused')
          refused.push({ ...write, message: messageOf.get(write) as Incoming, error: result.error });
      }
      pending = pending.filter((write) => results.get(write)?.outcome === 'again');
      if (fault !== null) throw fault;
    }, context);
    await retryForever(() => deadLetters.add(refused), context);
    return refused.length;
  }

  async function replayRange(
    { label, ...bounds }: LogRange,
    handle: (writes: readonly LoggedWrite[]) => Promise<number>,
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
        for (const { write } of writes) versions.record(write);
        return Promise.resolve(0);
      }),
    lost: deadLetters.lost,
    stop: deadLetters.stop,
  };
}
