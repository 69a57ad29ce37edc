import { createCodec, createRegistry, MessageError, partitionFor, type Topic } from '@gazette/schemas';
import {
  createHealth,
  createProgress,
  offsetBounds,
  replay,
  retryForever,
  type KafkaConfig,
  type Logger,
} from '@gazette/runtime';
import { createLiveKeys, readRevisionKey, type LiveKeys } from '../revision-keys.ts';

/** Which messages to read, and what to do with their values. */
export interface HistoryOptions<T> {
  readonly ids: ReadonlySet<string>;
  /** Label of the progress bar. */
  readonly label: string;
  /** Called with each readable value of the articles; unreadable ones are dead letters already. */
  readonly onValue?: (value: T) => void;
}

/** Reads what a compacted topic holds of some articles, from the partitions in which they are. */
export async function readHistory<T>(
  kafka: KafkaConfig,
  logger: Logger,
  topic: Topic<T>,
  { ids, label, onValue }: HistoryOptions<T>,
): Promise<LiveKeys> {
  const keys = createLiveKeys(ids);
  const codec = createCodec(topic, createRegistry(kafka.registry), kafka.prefix);
  const context = { task: label, health: createHealth(), logger, signal: new AbortController().signal };
  const partitions = new Set([...ids].map(partitionFor));
  const bounds = await offsetBounds(kafka, logger, topic.name);
  const progress = createProgress(label);

  async function take(value: Buffer): Promise<void> {
    try {
      onValue?.(await retryForever(() => codec.decode(value), context));
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
    }
  }

  await replay(kafka, {
    topic: topic.name,
    to: new Map(
      [...bounds].flatMap(([partition, { high }]) => (partitions.has(partition) ? [[partition, high]] : [])),
    ),
    onMessages: async (messages) => {
      for (const { key, value } of messages) {
        const text = key?.toString() ?? '';
        keys.record(text, value === null);
        const id = readRevisionKey(text)?.id;
        if (onValue && value !== null && id !== undefined && ids.has(id)) await take(value);
      }
    },
    onProgress: progress.show,
    logger,
  });
  progress.end();
  return keys;
}
