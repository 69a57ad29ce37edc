import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLogger } from '../telemetry.ts';
import { withAdmin } from './admin.ts';
import { createConsumer, createProducer } from './client.ts';

const config = { brokers: (process.env['GAZETTE_KAFKA'] ?? '').split(',') };
const logger = createLogger('test', 'silent');
const topic = `aborted-${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  await withAdmin(config, logger, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 1 }] }));
});

afterAll(async () => {
  await withAdmin(config, logger, (admin) => admin.deleteTopics({ topics: [topic] }));
});

function transactional(name: string) {
  return createProducer(config, logger, {
    transactionalId: `${topic}-${name}`,
    maxInFlightRequests: 1,
    idempotent: true,
  });
}

it('never hands out a message of an aborted transaction, also when two overlap', async () => {
  const producers = [transactional('a'), transactional('b')] as const;
  for (const producer of producers) await producer.connect();
  const [a, b] = [await producers[0].transaction(), await producers[1].transaction()];
  await a.send({ topic, messages: [{ value: 'aborted by a' }] });
  await b.send({ topic, messages: [{ value: 'aborted by b' }] });
  await a.send({ topic, messages: [{ value: 'aborted by a, too' }] });
  await b.abort();
  await a.abort();
  const committed = await producers[1].transaction();
  await committed.send({ topic, messages: [{ value: 'committed' }] });
  await committed.commit();
  for (const producer of producers) await producer.disconnect();

  const consumer = createConsumer(config, logger, { groupId: `${topic}-group` });
  const values: (string | undefined)[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message: { value } }) => {
        values.push(value?.toString());
        if (value?.toString() === 'committed') resolve();
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();

  expect(values).toEqual(['committed']);
});
