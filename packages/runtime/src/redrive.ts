import { setTimeout as sleep } from 'node:timers/promises';
import {
  createCodec,
  createRegistry,
  deadLetterTopic,
  MessageError,
  PARTITIONS,
  topics,
  type DeadLetterDocument,
  type DeadLetterFilters,
  type RawArticle,
  type Topic,
} from '@gazette/schemas';
import type { KafkaConfig } from './config.ts';
import type { DeadLetterStore } from './dead-letter-store.ts';
import { propagatedHeaders, WRITTEN_AT_HEADER } from './kafka/producer/dead-letters.ts';
import { rawPublisher, type RawPublisher } from './kafka/producer/publisher.ts';
import { readRecord, type RecordBytes } from './kafka/read-record.ts';
import type { Logger } from './telemetry.ts';

/** The outcome of one dead letter. `skipped`: another run redrove it in the meantime. */
export type Redriven =
  | { readonly id: string; readonly outcome: 'sent' | 'would-send' | 'skipped' }
  | { readonly id: string; readonly outcome: 'failed'; readonly problem: string };

/** Which dead letters to redrive, and how. */
export interface RedriveOptions {
  readonly filters: DeadLetterFilters;
  /** The maximum number of dead letters to redrive. */
  readonly limit: number;
  /** Messages per second. */
  readonly rate: number;
  /** Sends nothing and marks nothing. */
  readonly dryRun: boolean;
}

/** Resends dead letters to their original topics. */
export interface Redriver {
  /**
   * Resends key, value and propagated headers unchanged to the original topic and partition, in the original
   * order, then marks the dead letter. An interrupted run can be repeated safely: it may resend letters that
   * were not marked yet. Messages that fail again wait for the next run. Throws when Kafka or OpenSearch
   * is away.
   */
  readonly run: (options: RedriveOptions) => AsyncGenerator<Redriven>;
  readonly stop: () => Promise<void>;
}

export function createRedriver(kafka: KafkaConfig, store: DeadLetterStore, logger: Logger): Redriver {
  const publisher = rawPublisher(kafka, logger);

  async function redriveOne(id: string, { filters, dryRun }: RedriveOptions): Promise<Redriven> {
    const letter = await store.get(id);
    if (!letter || (letter.redrivenAt !== null && (filters.state ?? 'waiting') === 'waiting'))
      return { id, outcome: 'skipped' };
    const problem = await resend(publisher, kafka, letter, { dryRun, logger, store });
    if (problem !== null) return { id, outcome: 'failed', problem };
    if (dryRun) return { id, outcome: 'would-send' };
    await store.markRedriven(id, new Date().toISOString());
    return { id, outcome: 'sent' };
  }

  return {
    run: async function* (options) {
      const { filters, limit, rate, dryRun } = options;
      // Counted up front: messages that fail again must not extend this run forever.
      const maximum = Math.min(limit, await store.count(filters));
      let due = Date.now();
      try {
        for await (const { id } of store.find(filters, 'original', maximum)) {
          yield await redriveOne(id, options);
          if (dryRun) continue;
          due = Math.max(due + 1000 / rate, Date.now());
          await sleep(due - Date.now());
        }
      } finally {
        if (!dryRun) await store.refresh();
      }
    },
    stop: publisher.stop,
  };
}

/** `sizeOf` overestimates slightly, and the broker has accepted these records before. */
const ESTIMATE_BYTES = 1024;

/** Resends the message; returns why that is not possible, or null. */
async function resend(
  publisher: RawPublisher,
  kafka: KafkaConfig,
  letter: DeadLetterDocument,
  {
    dryRun,
    logger,
    store,
  }: { readonly dryRun: boolean; readonly logger: Logger; readonly store: DeadLetterStore },
): Promise<string | null> {
  const topic = topicOf(letter.topic);
  if (!topic) return `It came from ${letter.topic || 'no topic'}, which is not a topic of this installation.`;
  if (letter.partition < 0 || letter.partition >= PARTITIONS)
    return `Expected a partition of ${letter.topic} from 0 to ${PARTITIONS - 1}, found ${letter.partition}.`;
  const bytes = await bytesOf(letter, kafka, logger);
  if (!bytes) return 'Its bytes are lost: too large for the index, and expired in the dead-letter topic.';
  if (bytes.key === null && topic.config['cleanup.policy'] === 'compact')
    return `It has no key, but the compacted topic ${letter.topic} requires one.`;
  if (await wouldReplaceAnother(kafka, store, letter, bytes))
    return 'Another text of its article and millisecond is indexed, which it would replace.';
  if (dryRun) return null;
  const headers = { ...propagatedHeaders(letter.headers), [WRITTEN_AT_HEADER]: writtenAtOf(letter) };
  const record = { ...bytes, headers, partition: letter.partition };
  const [result] = await publisher.send(kafka.prefix + topic.name, topic.maxBytes + ESTIMATE_BYTES, [record]);
  return result?.outcome === 'refused' ? result.error.message : null;
}

/**
 * Whether the index holds another text of the same revision. Messages of one batch have one revision, and the
 * last one sent wins. The fetcher checks this for messages of the inbox.
 */
async function wouldReplaceAnother(
  { registry, prefix }: KafkaConfig,
  store: DeadLetterStore,
  { topic, articleId, revision }: DeadLetterDocument,
  { value }: RecordBytes,
): Promise<boolean> {
  if (articleId === null || value === null) return false;
  const indexed = await store.article(articleId);
  if (indexed === null || indexed.revision !== revision) return false;
  const schemas = createRegistry(registry);
  const readers: Readonly<Record<string, () => Promise<RawArticle>>> = {
    [topics.raw.name]: () => createCodec(topics.raw, schemas, prefix).decode(value),
    [topics.annotated.name]: async () =>
      (await createCodec(topics.annotated, schemas, prefix).decode(value)).article,
  };
  const article = await readers[topic]?.().catch((error: unknown) => {
    // What cannot be read cannot replace anything either.
    if (error instanceof MessageError) return null;
    throw error;
  });
  return article != null && article.contentHash !== indexed.contentHash;
}

/**
 * The time that the message keeps when it is sent again, so that it cannot undo a later correction. Letters
 * of releases that did not record it keep the time at which they became dead letters.
 */
function writtenAtOf({ headers, firstAt }: DeadLetterDocument): string {
  return headers[WRITTEN_AT_HEADER] ?? String(Date.parse(firstAt));
}

async function bytesOf(
  letter: DeadLetterDocument,
  kafka: KafkaConfig,
  logger: Logger,
): Promise<RecordBytes | null> {
  if (letter.bytesIn === 'topic') {
    const { partition, letterOffset } = letter;
    return readRecord(kafka, logger, {
      topic: deadLetterTopic(letter.topic),
      partition,
      offset: letterOffset,
    });
  }
  return { key: fromBase64(letter.keyBytes), value: fromBase64(letter.value) };
}

function fromBase64(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text, 'base64');
}

function topicOf(name: string): Topic<unknown> | undefined {
  return (Object.values(topics) as unknown as readonly Topic<unknown>[]).find((topic) => topic.name === name);
}
