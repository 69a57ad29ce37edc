import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLogger } from '../../telemetry.ts';
import { withAdmin } from '../admin.ts';
import { createProducer } from '../client.ts';
import { findStartOffsets, type TopicPartition } from './start-offsets.ts';

const config = { brokers: (process.env['GAZETTE_KAFKA'] ?? '').split(',') };
const logger = createLogger('test', 'silent');
const topic = `where-${randomBytes(4).toString('hex')}`;
const groupId = `${topic}-group`;
/** 0 was never read, 3 messages of 1 were read, 1 of 2 was read and then 4 deleted, 3 is empty. */
const partitions: readonly TopicPartition[] = [0, 1, 2, 3].map((partition) => ({ topic, partition }));

beforeAll(async () => {
  const producer = createProducer(config, logger);
  await withAdmin(config, logger, async (admin) => {
    await admin.createTopics({ topics: [{ topic, numPartitions: 4 }] });
    await producer.connect();
    const five = (partition: number) => Array.from({ length: 5 }, () => ({ partition, value: 'x' }));
    await producer.send({ topic, messages: [0, 1, 2].flatMap(five) });
    await admin.setOffsets({
      groupId,
      topic,
      partitions: [
        { partition: 1, offset: '3' },
        { partition: 2, offset: '1' },
      ],
    });
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 2, offset: '4' }] });
  });
  await producer.disconnect();
});

afterAll(async () => {
  await withAdmin(config, logger, (admin) => admin.deleteTopics({ topics: [topic] }));
});

async function startsOf(
  preferred: (partition: TopicPartition) => bigint | null | undefined = () => null,
): Promise<readonly (readonly [bigint, bigint])[]> {
  const starts = await findStartOffsets(config, logger, { groupId, partitions, preferred });
  return partitions.map((partition) => {
    const { offset, end } = starts.get(partition) ?? { offset: -1n, end: -1n };
    return [offset, end];
  });
}

it('starts at the committed offset, otherwise at the beginning, and never at a deleted message', async () => {
  expect(await startsOf()).toEqual([
    [0n, 5n],
    [3n, 5n],
    [4n, 5n],
    [0n, 0n],
  ]);
});

it('starts at the preferred offset where there is one', async () => {
  expect(await startsOf(({ partition }) => (partition === 1 ? 5n : 2n))).toEqual([
    [2n, 5n],
    [5n, 5n],
    [4n, 5n],
    // The log ends before the preferred offset: it was truncated.
    [0n, 0n],
  ]);
});

it('throws when Kafka reports nothing about a partition', async () => {
  const unknown = { topic, partition: 4 };

  await expect(
    findStartOffsets(config, logger, { groupId, partitions: [unknown], preferred: () => null }),
  ).rejects.toThrow(`Kafka did not report the offsets of ${topic}/4.`);
});
