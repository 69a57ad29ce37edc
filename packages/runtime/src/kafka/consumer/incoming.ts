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
  /**
   * The highest append time so far in the partition, up to and including this record, in milliseconds since
   * the epoch. It never decreases from one record to the next, whatever the leaders' clocks do.
   */
  readonly writtenAt: number;
}

/** A time written in decimal digits (milliseconds since the epoch), or null when the text is not one. */
export function timeOf(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** When the broker appended a record (milliseconds since the epoch), or null where the sender set its time. */
export function appendTimeOf(message: KafkaMessage): number | null {
  const { batchContext } = message as KafkaMessage & {
    readonly batchContext?: { readonly timestampType: number };
  };
  return batchContext?.timestampType === LOG_APPEND_TIME ? Number(message.timestamp) : null;
}

/** Bit 3 of a record batch's attributes (Kafka protocol guide, "Record Batch"). */
const LOG_APPEND_TIME = 1;

export function toIncoming(
  topic: string,
  partition: number,
  message: KafkaMessage,
  writtenAt: number,
): Incoming {
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
    writtenAt,
  };
}

function textOf(value: Buffer | string | (Buffer | string)[] | undefined): string {
  return Array.isArray(value) ? textOf(value[0]) : (value?.toString() ?? '');
}
