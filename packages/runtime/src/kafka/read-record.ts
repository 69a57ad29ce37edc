import { randomUUID } from 'node:crypto';
import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { offsetBounds, withAdmin } from './admin.ts';
import { createConsumer } from './client.ts';

/** Where a record is in Kafka; the topic without the installation's prefix. */
export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A record's key and value as stored in Kafka. */
export interface RecordBytes {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

const READ_TIMEOUT_MS = 30_000;

/**
 * Reads one record, or null when it is no longer kept. Joins a temporary group, which commits nothing and is
 * deleted afterwards. Throws when Kafka does not deliver the record within 30 s.
 */
export async function readRecord(
  config: KafkaConfig,
  logger: Logger,
  { topic, partition, offset }: RecordPosition,
): Promise<RecordBytes | null> {
  const groupId = `${config.prefix}read-${randomUUID()}`;
  const name = config.prefix + topic;
  const consumer = createConsumer(config, logger, { groupId, allowAutoTopicCreation: false });
  let timer: NodeJS.Timeout | undefined;
  try {
    const bounds = (await offsetBounds(config, logger, topic)).get(partition);
    if (!bounds || offset < bounds.low || offset >= bounds.high) return null;
    await consumer.connect();
    await consumer.subscribe({ topic: name });
    return await new Promise<RecordBytes | null>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(
          new Error(`Kafka did not deliver ${name}/${partition}/${offset} within ${READ_TIMEOUT_MS} ms.`),
        );
      }, READ_TIMEOUT_MS);
      const running = consumer.run({
        autoCommit: false,
        eachMessage: ({ partition: from, message }) => {
          // A record that is missing at its offset was removed by retention.
          if (from === partition && Number(message.offset) >= offset)
            resolve(Number(message.offset) === offset ? message : null);
          return Promise.resolve();
        },
      });
      consumer.seek({ topic: name, partition, offset: String(offset) });
      running.catch(reject);
    });
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
    await withAdmin(config, logger, (admin) => admin.deleteGroups([groupId])).catch((error: unknown) => {
      logger.debug({ err: error, groupId }, 'the empty group remains until it expires');
    });
  }
}
