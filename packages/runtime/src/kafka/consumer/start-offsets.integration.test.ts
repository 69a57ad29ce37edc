import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLogger } from '../../telemetry.ts';
import { withAdmin } from '../admin.ts';
import { createProducer } from '../client.ts';
import { whereToGoOn, type Place } from './start-offsets.ts';

const config = { brokers: (process.env['GAZETTE_KAFKA'] ?? '').split(',') };
const logger = createLogger('test', 'silent');
const topic = `where-${randomBytes(4).toString('hex')}`;
const groupId = `${topic}-group`;
/** Partition 0 was never read, of 1 three were, of 2 one was read and then four deleted, 3 is empty. */
const places: readonly Place[] = [0, 1, 2, 3].map((partition) => ({ topic, partition }));

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
  wanted: (place: Place) => bigint | null | undefined = () => null,
): Promise<readonly (readonly [bigint, bigint])[]> {
  const starts = await whereToGoOn(config, logger, { groupId, places, wanted });
  return places.map((place) => {
    const { at, end } = starts.get(place) ?? { at: -1n, end: -1n };
    return [at, end];
  });
}

it('is what the group has committed, else the beginning, and never what the broker has deleted', async () => {
  expect(await startsOf()).toEqual([
    [0n, 5n],
    [3n, 5n],
    [4n, 5n],
    [0n, 0n],
  ]);
});

it('is what is wanted where something is', async () => {
  expect(await startsOf(({ partition }) => (partition === 1 ? 5n : 2n))).toEqual([
    [2n, 5n],
    [5n, 5n],
    [4n, 5n],
    // It ends before what is wanted: the log was cut.
    [0n, 0n],
  ]);
});

it('is no guess: a partition that Kafka says nothing of is an error', async () => {
  const unknown = { topic, partition: 4 };

  await expect(
    whereToGoOn(config, logger, { groupId, places: [unknown], wanted: () => null }),
  ).rejects.toThrow(`Kafka has not said where ${topic}/4 stands.`);
});
