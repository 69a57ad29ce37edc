import type { KafkaMessage } from 'kafkajs';

/** One record as read from a partition. */
export interface Incoming {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The record's timestamp as stored by the broker, in milliseconds since the epoch. */
  readonly timestamp: number;
}

export function toIncoming(topic: string, partition: number, message: KafkaMessage): Incoming {
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key,
    value: message.value,
    headers: Object.fromEntries(
      Object.entries(message.headers ?? {}).map(([name, value]) => [name, textOf(value)]),
    ),
    timestamp: Number(message.timestamp),
  };
}

function textOf(value: Buffer | string | (Buffer | string)[] | undefined): string {
  return Array.isArray(value) ? textOf(value[0]) : (value?.toString() ?? '');
}
