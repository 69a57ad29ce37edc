import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { replay } from './replay.ts';

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
 * Reads one record, or null when it is no longer kept. Throws when Kafka does not deliver the record within
 * 30 s.
 */
export async function readRecord(
  config: KafkaConfig,
  logger: Logger,
  { topic, partition, offset }: RecordPosition,
): Promise<RecordBytes | null> {
  let record: RecordBytes | null = null;
  await replay(config, {
    topic,
    from: new Map([[partition, BigInt(offset)]]),
    to: new Map([[partition, BigInt(offset) + 1n]]),
    onMessages: (messages) => {
      record ??= messages.find((message) => Number(message.offset) === offset) ?? null;
      return Promise.resolve();
    },
    logger,
    signal: AbortSignal.timeout(READ_TIMEOUT_MS),
  });
  return record;
}
