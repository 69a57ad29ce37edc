import { createCodec, createRegistry, MessageError, partitionFor, type Topic } from '@gazette/schemas';
import type { Producer } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import type { Logger } from '../../telemetry.ts';
import { classifyKafkaError, createProducer, protocolErrorType } from '../client.ts';
import { splitBatches, sizeOf, type OutgoingRecord } from './split-batches.ts';

/**
 * How long a broker waits for replicas. It answers nothing else on the connection meanwhile, so this is half of
 * the request time-out.
 */
const ACKS_TIMEOUT_MS = 5000;

/** Headers that travel with an article from topic to topic: `traceparent` (W3C Trace Context), `producer`. */
export type Headers = Readonly<Record<string, string>>;

/** A value to publish. */
export interface Outgoing<T> {
  readonly value: T;
  readonly headers?: Headers;
}

/** How publishing one value ended: stored at an offset, or refused because of its content. */
export type Published =
  | {
      readonly outcome: 'delivered';
      readonly partition: number;
      readonly offset: string;
      /**
       * The broker's append time in milliseconds since the epoch; null where the topic keeps the sender's
       * time.
       */
      readonly appendedAt: number | null;
    }
  | { readonly outcome: 'refused'; readonly error: MessageError };

/** Writes a topic's values. */
export interface Publisher<T> {
  /**
   * Resolves when every in-sync replica has the messages (`acks=-1`), with one result per value, in order.
   * Throws when Kafka or the registry is unavailable; some may have been stored, so repeating gives at least
   * once.
   */
  readonly publish: (items: readonly Outgoing<T>[]) => Promise<readonly Published[]>;
  /** Publishes tombstones, so that compaction removes the keys' messages. One result per key, in order. */
  readonly forget: (
    keys: readonly { readonly key: string; readonly partitionBy: string }[],
  ) => Promise<readonly Published[]>;
  readonly stop: () => Promise<void>;
}

/**
 * Sends records to a topic, split so that the broker accepts every batch; one result per record, in order.
 */
export type SendRecords = (
  topic: string,
  maxBytes: number,
  records: readonly OutgoingRecord[],
) => Promise<readonly Published[]>;

/** Publishes bytes as they are, without a codec: for dead letters, which may not be decodable. */
export interface RawPublisher {
  readonly send: SendRecords;
  readonly stop: () => Promise<void>;
}

/** It connects at the first message, so that a service can start while the broker is away. */
export function rawPublisher(config: KafkaConfig, logger: Logger): RawPublisher {
  const producer = createProducer(config, logger, { allowAutoTopicCreation: false });
  let connected: Promise<void> | undefined;
  async function connect(): Promise<void> {
    connected ??= producer.connect();
    await connected.catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
  }
  return {
    send: async (topic, maxBytes, records) => {
      try {
        await connect();
        return await sendAll(producer, topic, maxBytes, records);
      } catch (error) {
        throw classifyKafkaError(error);
      }
    },
    stop: async () => {
      if (connected) await producer.disconnect();
    },
  };
}

/** The publisher of a topic's values. */
export function publisher<T>(config: KafkaConfig, topic: Topic<T>, logger: Logger): Publisher<T> {
  const codec = createCodec(topic, createRegistry(config.registry), config.prefix);
  const raw = rawPublisher(config, logger);
  const name = config.prefix + topic.name;

  async function toRecord({ value, headers = {} }: Outgoing<T>): Promise<OutgoingRecord | MessageError> {
    try {
      const bytes = await codec.encode(value);
      return {
        key: Buffer.from(topic.key(value)),
        value: bytes,
        headers,
        partition: partitionFor(topic.partitionBy(value)),
      };
    } catch (error) {
      if (error instanceof MessageError) return error;
      throw error;
    }
  }

  return {
    publish: async (items) => {
      const records = await Promise.all(items.map(toRecord));
      const sent = await raw.send(name, topic.maxBytes, records.filter(isRecord));
      const results = sent.values();
      return records.map((record) =>
        record instanceof MessageError
          ? { outcome: 'refused', error: record }
          : (results.next().value as Published),
      );
    },
    forget: (keys) =>
      raw.send(
        name,
        topic.maxBytes,
        keys.map(({ key, partitionBy }) => ({
          key: Buffer.from(key),
          value: null,
          headers: {},
          partition: partitionFor(partitionBy),
        })),
      ),
    stop: raw.stop,
  };
}

function isRecord(record: OutgoingRecord | MessageError): record is OutgoingRecord {
  return !(record instanceof MessageError);
}

async function sendAll(
  producer: Producer,
  topic: string,
  maxBytes: number,
  records: readonly OutgoingRecord[],
): Promise<readonly Published[]> {
  const results: Published[] = new Array<Published>(records.length);
  const fits: number[] = [];
  records.forEach((record, index) => {
    const size = sizeOf(record);
    if (size <= maxBytes) fits.push(index);
    else results[index] = { outcome: 'refused', error: tooLarge(topic, size, maxBytes) };
  });
  for (const request of splitBatches(records, fits, maxBytes)) {
    for (const [index, result] of await sendRequest(producer, topic, maxBytes, records, request))
      results[index] = result;
  }
  return results;
}

async function sendRequest(
  producer: Producer,
  topic: string,
  maxBytes: number,
  records: readonly OutgoingRecord[],
  request: readonly number[],
): Promise<readonly (readonly [number, Published])[]> {
  const messages = request.map((index) => toMessage(records[index] as OutgoingRecord));
  try {
    const metadata = await producer.sendBatch({
      acks: -1,
      timeout: ACKS_TIMEOUT_MS,
      topicMessages: [{ topic, messages }],
    });
    const appended = new Map(
      metadata.map(({ partition, logAppendTime }) => [partition, Number(logAppendTime ?? '-1')]),
    );
    const next = new Map(
      metadata.map(({ partition, baseOffset }) => [partition, BigInt(baseOffset ?? '-1')]),
    );
    return request.map((index) => {
      const { partition } = records[index] as OutgoingRecord;
      const offset = next.get(partition) ?? -1n;
      // kafkajs silently omits records for a partition that its metadata lacks, as after a broker's restart.
      if (offset < 0n)
        throw new Error(`Kafka did not report the offsets of records sent to ${topic}/${partition}.`);
      next.set(partition, offset + 1n);
      const at = appended.get(partition) ?? -1;
      const stored = { partition, offset: offset.toString(), appendedAt: at < 0 ? null : at };
      return [index, { outcome: 'delivered', ...stored }] as const;
    });
  } catch (error) {
    const type = protocolErrorType(error);
    if (type !== 'MESSAGE_TOO_LARGE' && type !== 'INVALID_RECORD') throw error;
    const [only, ...others] = request;
    if (only !== undefined && others.length === 0) {
      const refusal =
        type === 'INVALID_RECORD'
          ? new MessageError('invalid-record', `${topic} does not accept this record: ${String(error)}`)
          : tooLarge(topic, sizeOf(records[only] as OutgoingRecord), maxBytes);
      return [[only, { outcome: 'refused', error: refusal }]];
    }
    const singly = [];
    for (const index of request)
      singly.push(...(await sendRequest(producer, topic, maxBytes, records, [index])));
    return singly;
  }
}

function toMessage({ key, value, headers, partition }: OutgoingRecord) {
  return { key, value, partition, headers: { ...headers } };
}

function tooLarge(topic: string, size: number, maxBytes: number): MessageError {
  return new MessageError(
    'too-large',
    `${topic} accepts messages of at most ${maxBytes} bytes, found ${size}.`,
  );
}
