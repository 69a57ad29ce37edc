import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';

/** A record on its way straight to the broker. */
export interface Record {
  /** Null for a producer that does not send keys. */
  readonly key: string | null;
  /** Null for a tombstone. */
  readonly value: Buffer | null;
  readonly headers?: Readonly<{ [name: string]: string }>;
  readonly partition: number;
}

/** Where a record was written, and how often it was sent. */
export interface Sent {
  readonly partition: number;
  readonly offset: string;
  readonly sends: number;
}

/** A Kafka producer separate from the pipeline's. */
export interface KafkaSender {
  /** Retries until all in-sync replicas have the record (`acks=-1`). A retry may duplicate it. */
  readonly send: (topic: string, record: Record) => Promise<Sent>;
  readonly stop: () => Promise<void>;
}

/** Longer than any fault of the broker: an abandoned request could take effect after the next one. */
const REQUEST_TIMEOUT_MS = 60_000;
const PAUSE_MS = 500;

/** Creates a sender; `onUnclear` is called for every missing answer. */
export function openKafkaSender(broker: string, prefix: string, onUnclear: () => void): KafkaSender {
  const kafka = new kafkajs.Kafka({
    clientId: 'fault-traffic',
    brokers: broker.split(','),
    requestTimeout: REQUEST_TIMEOUT_MS,
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 0 },
  });
  const producer = kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1 });
  const stopping = new AbortController();
  // Each waiting record adds a listener.
  setMaxListeners(0, stopping.signal);
  let connected: Promise<void> | undefined;

  async function attempt(topic: string, { partition, ...record }: Record): Promise<string> {
    connected ??= producer.connect();
    await connected.catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
    const messages = [{ ...record, headers: { ...record.headers }, partition }];
    const [metadata] = await producer.send({ topic: prefix + topic, acks: -1, messages });
    if (metadata?.baseOffset === undefined) throw new Error('The broker returned no offset.');
    return metadata.baseOffset;
  }

  return {
    send: async (topic, record) => {
      for (let sends = 1; ; sends += 1) {
        try {
          return { partition: record.partition, offset: await attempt(topic, record), sends };
        } catch {
          onUnclear();
          await sleep(PAUSE_MS, undefined, { signal: stopping.signal });
        }
      }
    },
    stop: async () => {
      stopping.abort(new Error('The traffic has stopped.'));
      if (connected) await producer.disconnect();
    },
  };
}
