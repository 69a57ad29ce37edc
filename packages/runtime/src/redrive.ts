import { setTimeout as sleep } from 'node:timers/promises';
import {
  deadLetterTopic,
  PARTITIONS,
  topics,
  type DeadLetterDocument,
  type DeadLetterFilters,
  type Topic,
} from '@gazette/schemas';
import type { KafkaConfig } from './config.ts';
import type { DeadLetterStore } from './dead-letter-store.ts';
import { travelling } from './kafka/producer/dead-letters.ts';
import { rawPublisher, type RawPublisher } from './kafka/producer/publisher.ts';
import { readRecord, type RecordBytes } from './kafka/read-record.ts';
import type { Logger } from './telemetry.ts';

/** How one dead letter ended: sent back, or why not. `skipped`: somebody else sent it back while we were on our way to it. */
export type Redriven =
  | { readonly id: string; readonly outcome: 'sent' | 'would-send' | 'skipped' }
  | { readonly id: string; readonly outcome: 'failed'; readonly problem: string };

/** Which dead letters to send back, and how. */
export interface RedriveOptions {
  readonly filters: DeadLetterFilters;
  /** Most dead letters to look at. */
  readonly limit: number;
  /** Messages a second. */
  readonly rate: number;
  /** Sends nothing and marks nothing. */
  readonly dryRun: boolean;
}

/** Sends dead letters back to where they came from. */
export interface Redriver {
  /**
   * Key, value and travelling headers go to the original topic and partition as they were, in the original order; then the dead
   * letter is marked. What is interrupted can be run again: what was sent but not marked is sent once more, which changes nothing.
   * What dies again during the run is left for the next one. Throws when Kafka or OpenSearch is away.
   */
  readonly run: (options: RedriveOptions) => AsyncGenerator<Redriven>;
  readonly stop: () => Promise<void>;
}

/** A redriver of an installation's dead letters. */
export function createRedriver(kafka: KafkaConfig, store: DeadLetterStore, logger: Logger): Redriver {
  const raw = rawPublisher(kafka, logger);

  async function redriveOne(id: string, { filters, dryRun }: RedriveOptions): Promise<Redriven> {
    const letter = await store.get(id);
    if (!letter || (letter.redrivenAt !== null && (filters.state ?? 'waiting') === 'waiting'))
      return { id, outcome: 'skipped' };
    const problem = await sendBack(raw, kafka, letter, { dryRun, logger });
    if (problem !== null) return { id, outcome: 'failed', problem };
    if (dryRun) return { id, outcome: 'would-send' };
    await store.markRedriven(id, new Date().toISOString());
    return { id, outcome: 'sent' };
  }

  return {
    run: async function* (options) {
      const { filters, limit, rate, dryRun } = options;
      // Counted before anything is sent, so that messages which die again cannot keep the run going for ever.
      const most = Math.min(limit, await store.count(filters));
      let due = Date.now();
      try {
        for await (const { id } of store.find(filters, 'original', most)) {
          yield await redriveOne(id, options);
          if (dryRun) continue;
          due = Math.max(due + 1000 / rate, Date.now());
          await sleep(due - Date.now());
        }
      } finally {
        if (!dryRun) await store.refresh();
      }
    },
    stop: raw.stop,
  };
}

/** Our upper bound of a record's size counts a little more than the broker does, which has the last word on what came from it. */
const ESTIMATE_BYTES = 1024;

/** Answers why the message cannot be sent back, or null. */
async function sendBack(
  raw: RawPublisher,
  kafka: KafkaConfig,
  letter: DeadLetterDocument,
  { dryRun, logger }: { readonly dryRun: boolean; readonly logger: Logger },
): Promise<string | null> {
  const topic = topicOf(letter.topic);
  if (!topic) return `It came from ${letter.topic || 'no topic'}, which is none of ours.`;
  if (letter.partition < 0 || letter.partition >= PARTITIONS)
    return `Expected a partition of ${letter.topic} from 0 to ${PARTITIONS - 1}, found ${letter.partition}.`;
  const bytes = await bytesOf(letter, kafka, logger);
  if (!bytes)
    return 'Its bytes are gone: too large for the index, and no longer kept in the topic of dead letters.';
  if (bytes.key === null && topic.config['cleanup.policy'] === 'compact')
    return `It has no key, and ${letter.topic} is compacted, which takes no message without one.`;
  if (dryRun) return null;
  const record = { ...bytes, headers: travelling(letter.headers), partition: letter.partition };
  const [result] = await raw.send(kafka.prefix + topic.name, topic.maxBytes + ESTIMATE_BYTES, [record]);
  return result?.outcome === 'refused' ? result.error.message : null;
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
