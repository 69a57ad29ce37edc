import { randomUUID } from 'node:crypto';
import kafkajs, { type Admin } from 'kafkajs';
import type { PartitionState } from './contract.ts';

/** A record as the broker holds it. */
export interface StoredRecord {
  /** Without prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A group and the topics (both without prefix) that it consumes. */
export interface GroupTopics {
  readonly group: string;
  readonly topics: readonly string[];
}

interface Broker {
  readonly kafka: string;
  readonly prefix: string;
}

/** A read without progress for this long has failed. */
const STALLED_MS = 60_000;

/** Passes every record up to the current ends of the topics to `onRecord`, in order within a partition. */
export async function readTopics(
  { kafka: broker, prefix }: Broker,
  topics: readonly string[],
  onRecord: (record: StoredRecord) => Promise<void>,
): Promise<void> {
  const kafka = clientOf(broker);
  const admin = kafka.admin();
  await admin.connect();
  const open = await openPartitions(admin, prefix, topics);
  const groupId = `${prefix}oracle-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  let progressAt = Date.now();
  try {
    if (open.size === 0) return;
    await consumer.connect();
    await consumer.subscribe({ topics: topics.map((topic) => prefix + topic), fromBeginning: true });
    const failed = new Promise<never>((_resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => {
        reject(payload.error);
      });
    });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const place = `${batch.topic}/${batch.partition}`;
        for (const { offset, key, value, headers } of batch.messages) {
          if (BigInt(offset) >= (open.get(place) ?? 0n)) break;
          await onRecord({
            topic: batch.topic.slice(prefix.length),
            partition: batch.partition,
            offset,
            key,
            value,
            headers: Object.fromEntries(
              Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]),
            ),
          });
        }
        progressAt = Date.now();
        if (BigInt(batch.lastOffset()) + 1n >= (open.get(place) ?? 0n)) open.delete(place);
      },
    });
    await Promise.race([
      failed,
      until(
        () => open.size === 0,
        () => progressAt,
      ),
    ]);
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

/** How far each group is with each of its partitions. */
export async function partitionStates(
  { kafka: broker, prefix }: Broker,
  groups: readonly GroupTopics[],
): Promise<readonly PartitionState[]> {
  const admin = clientOf(broker).admin();
  await admin.connect();
  try {
    const states: PartitionState[] = [];
    for (const { group, topics } of groups) {
      const committed = await admin.fetchOffsets({
        groupId: prefix + group,
        topics: topics.map((topic) => prefix + topic),
      });
      for (const { topic, partitions } of committed) {
        const ends = await admin.fetchTopicOffsets(topic);
        for (const { partition, low, high } of ends) {
          const offset = partitions.find((other) => other.partition === partition)?.offset ?? '-1';
          states.push({
            group,
            topic: topic.slice(prefix.length),
            partition,
            committed: offset === '-1' ? null : BigInt(offset),
            low: BigInt(low),
            high: BigInt(high),
          });
        }
      }
    }
    return states;
  } finally {
    await admin.disconnect();
  }
}

function clientOf(broker: string): kafkajs.Kafka {
  return new kafkajs.Kafka({
    clientId: 'fault-oracle',
    brokers: broker.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
}

/** The end of each non-empty partition, by topic/partition. */
async function openPartitions(
  admin: Admin,
  prefix: string,
  topics: readonly string[],
): Promise<Map<string, bigint>> {
  const open = new Map<string, bigint>();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(prefix + topic)) {
      if (BigInt(low) < BigInt(high)) open.set(`${prefix}${topic}/${partition}`, BigInt(high));
    }
  }
  return open;
}

async function until(done: () => boolean, progressAt: () => number): Promise<void> {
  while (!done()) {
    if (Date.now() - progressAt() > STALLED_MS)
      throw new Error(`Reading the topics made no progress for ${STALLED_MS} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
