import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Service } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import {
  createLogger,
  publisher,
  rawPublisher,
  topicSettings,
  withAdmin,
  setTopicConfig,
} from '@gazette/runtime';
import { createCodec, createRegistry, deadLetterTopic, topics } from '@gazette/schemas';
import { anIncomingArticle, aRawArticle } from '@gazette/schemas/testing';
import { articleIdOf, eventually, startPipeline, type Pipeline } from '../support/stack.ts';

const PRODUCER = 'wire';
const PARTITION = 3;

const logger = createLogger('test', 'silent');
let pipeline: Pipeline;
let fetcher: Service;

beforeAll(async () => {
  pipeline = await startPipeline({ name: 'upgrade', env: { GAZETTE_API_KEYS: 'e2e:key-of-e2e' } });
  await setTopicConfig(pipeline.kafka, logger, topics.inbox.name, {
    'message.timestamp.type': 'CreateTime',
    'retention.ms': '123456789',
  });
  await setTopicConfig(pipeline.kafka, logger, deadLetterTopic(topics.inbox.name), {
    'retention.ms': '123456789',
    'cleanup.policy': 'compact',
  });
  await Promise.all([pipeline.start('annotator'), pipeline.start('indexer')]);
});

afterAll(async () => {
  await pipeline.stop();
});

async function send(...texts: readonly string[]): Promise<void> {
  const codec = createCodec(topics.inbox, createRegistry(pipeline.kafka.registry), pipeline.prefix);
  const sender = rawPublisher(pipeline.kafka, logger);
  const records = texts.map(async (title) => ({
    key: null,
    value: await codec.encode(anIncomingArticle({ externalId: 'a', url: null, title, body: 'Words.' })),
    headers: { producer: PRODUCER },
    partition: PARTITION,
  }));
  await sender.send(pipeline.prefix + topics.inbox.name, topics.inbox.maxBytes, await Promise.all(records));
  await sender.stop();
}

interface Hit {
  readonly _id: string;
  readonly _source: { readonly title: string; readonly revision: number };
}

async function indexed(): Promise<Hit | null> {
  const address = `${pipeline.engines.opensearch}/${pipeline.prefix}articles/_search?q=externalId:a`;
  const { hits } = (await (await fetch(address)).json()) as { hits: { hits: readonly Hit[] } };
  return hits.hits[0] ?? null;
}

async function untilTitled(title: string): Promise<Hit> {
  return eventually(`the newest text is ${title}`, async () => {
    const hit = await indexed();
    return hit?._source.title === title ? hit : null;
  });
}

/** What the release before did with the first message: it stamped the time of processing. */
async function acceptAsBefore(title: string): Promise<void> {
  const raw = publisher(pipeline.kafka, topics.raw, logger);
  const id = articleIdOf(PRODUCER, 'a');
  await raw.publish([
    {
      value: aRawArticle({
        id,
        revision: Date.now(),
        via: 'inbox',
        producer: PRODUCER,
        externalId: 'a',
        url: null,
        title,
      }),
    },
  ]);
  await raw.stop();
}

describe('an inbox of the release before', () => {
  it('keeps the fetcher unready until deploy has migrated it', async () => {
    await send('first', 'waiting');
    fetcher = await pipeline.start('fetcher', {}, { until: '/live' });

    await eventually('the reason names the command', async () => {
      const response = await fetch(`${fetcher.url}/ready`);
      return response.status === 503 && (await response.text()).includes('npx gazette deploy');
    });
    await fetcher.stop();
  });

  it("is migrated by deploy, which leaves the operator's other settings alone and reports them", async () => {
    await withAdmin(pipeline.kafka, logger, (admin) =>
      admin.setOffsets({
        groupId: `${pipeline.prefix}fetcher-inbox`,
        topic: pipeline.prefix + topics.inbox.name,
        partitions: [{ partition: PARTITION, offset: '1' }],
      }),
    );

    const deployed = await deploy({ ...pipeline.engines, prefix: pipeline.prefix, singleBroker: true });

    expect(deployed.migrated).toEqual([
      'articles.inbox message.timestamp.type=LogAppendTime',
      'articles.inbox.dead-letters cleanup.policy=delete',
    ]);
    expect(deployed.advice).toEqual([
      'articles.inbox: expected retention.ms=604800000, found 123456789.',
      'articles.inbox.dead-letters: expected retention.ms=2592000000, found 123456789.',
    ]);
    const [settings] = await topicSettings(pipeline.kafka, logger, [topics.inbox.name]);
    expect(settings?.own).toMatchObject({
      'retention.ms': '123456789',
      'message.timestamp.type': 'LogAppendTime',
      'compression.type': 'uncompressed',
    });
    const again = await deploy({ ...pipeline.engines, prefix: pipeline.prefix, singleBroker: true });
    expect(again.migrated).toEqual([]);
  });

  it('loses no correction that waited, although its text was accepted late', async () => {
    await acceptAsBefore('first');
    fetcher = await pipeline.start('fetcher');

    const waiting = await untilTitled('waiting');
    await send('newer');
    const newer = await untilTitled('newer');

    expect(newer._source.revision).toBeGreaterThan(waiting._source.revision);
  });
});
