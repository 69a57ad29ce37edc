import { createCodec, createRegistry, MessageError, partitionFor, type Topic } from '@gazette/schemas';
import type { Producer } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import type { Logger } from '../../telemetry.ts';
import { classifyKafkaError, createProducer, protocolErrorType } from '../client.ts';
import { splitBatches, sizeOf, type OutgoingRecord } from './split-batches.ts';

/** Headers that travel with an article from topic to topic: `traceparent` (W3C Trace Context), `producer`. */
export type Headers = Readonly<Record<string, string>>;

/** A value to publish. */
export interface Outgoing<T> {
  readonly value: T;
  readonly headers?: Headers;
}

/** How one value ended: at a place in its topic, or refused for what it is. */
export type Published =
  | {
      readonly outcome: 'delivered';
      readonly partition: number;
      readonly offset: string;
      /** When the broker appended it, by the broker's clock: milliseconds since the epoch; null where the topic keeps the sender's time. */
      readonly appendedAt: number | null;
    }
  | { readonly outcome: 'refused'; readonly error: MessageError };

/** Writes a topic's values. */
export interface Publisher<T> {
  /**
   * Resolves when every replica in sync has the messages (`acks=-1`), with one result a value, in order. Throws when Kafka or the
   * registry cannot take them now; some may have arrived all the same, so that a repetition is at least once.
   */
  readonly publish: (items: readonly Outgoing<T>[]) => Promise<readonly Published[]>;
  /** Publishes tombstones: keys whose messages compaction may forget. One result a key, in order. */
  readonly forget: (
    keys: readonly { readonly key: string; readonly partitionBy: string }[],
  ) => Promise<readonly Published[]>;
  readonly stop: () => Promise<void>;
}

/** Sends raw records to a topic, split so that no batch is larger than the broker takes; answers each record's place. */
export type SendRecords = (
  topic: string,
  maxBytes: number,
  records: readonly OutgoingRecord[],
) => Promise<readonly Published[]>;

/** A raw producer, for dead letters, whose bytes are not ours. */
export interface RawPublisher {
  readonly send: SendRecords;
  readonly stop: () => Promise<void>;
}

/** Connects a producer of raw records. It connects at the first message, so that a broker that is away stops no start. */
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
        return await sendInRounds(producer, topic, maxBytes, records);
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

async function sendInRounds(
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
  for (const round of splitBatches(records, fits, maxBytes)) {
    for (const [index, result] of await sendRound(producer, topic, maxBytes, records, round))
      results[index] = result;
  }
  return results;
}

async function sendRound(
  producer: Producer,
  topic: string,
  maxBytes: number,
  records: readonly OutgoingRecord[],
  round: readonly number[],
): Promise<readonly (readonly [number, Published])[]> {
  const messages = round.map((index) => toMessage(records[index] as OutgoingRecord));
  try {
    const metadata = await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] });
    const appended = new Map(
      metadata.map(({ partition, logAppendTime }) => [partition, Number(logAppendTime ?? '-1')]),
    );
    const next = new Map(
      metadata.map(({ partition, baseOffset }) => [partition, BigInt(baseOffset ?? '-1')]),
    );
    return round.map((index) => {
      const { partition } = records[index] as OutgoingRecord;
      const offset = next.get(partition) ?? -1n;
      // kafkajs leaves out, without a word, what goes to a partition that its metadata does not know, as after a broker's restart.
      if (offset < 0n) throw new Error(`Kafka has not said where the records for ${topic}/${partition} are.`);
      next.set(partition, offset + 1n);
      const at = appended.get(partition) ?? -1;
      const place = { partition, offset: offset.toString(), appendedAt: at < 0 ? null : at };
      return [index, { outcome: 'delivered', ...place }] as const;
    });
  } catch (error) {
    const type = protocolErrorType(error);
    if (type !== 'MESSAGE_TOO_LARGE' && type !== 'INVALID_RECORD') throw error;
    const [only, ...others] = round;
    if (only !== undefined && others.length === 0) {
      const refusal =
        type === 'INVALID_RECORD'
          ? new MessageError('invalid-record', `${topic} does not take this record: ${String(error)}`)
          : tooLarge(topic, sizeOf(records[only] as OutgoingRecord), maxBytes);
      return [[only, { outcome: 'refused', error: refusal }]];
    }
    const singly = [];
    for (const index of round) singly.push(...(await sendRound(producer, topic, maxBytes, records, [index])));
    return singly;
  }
}

function toMessage({ key, value, headers, partition }: OutgoingRecord) {
  return { key, value, partition, headers: { ...headers } };
}

function tooLarge(topic: string, size: number, maxBytes: number): MessageError {
  return new MessageError(
    'too-large',
    `${topic} takes messages of at most ${maxBytes} bytes, found ${size}.`,
  );
}
