import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import {
  createLogger,
  rawPublisher,
  topicSettings,
  withAdmin,
  type Published,
  setTopicConfig,
} from '@gazette/runtime';
import { createCodec, createRegistry, deadLetterTopic, deadLetteredTopics, topics } from '@gazette/schemas';
import { anIncomingArticle } from '@gazette/schemas/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetters } from '../support/operator.ts';
import { slowClock } from '../support/slow-clock.ts';
import { eventually, startStack, type Answer, type Stack } from '../support/stack.ts';

const PRODUCER = 'e2e';
const PARTITIONS = Array.from({ length: 12 }, (_, partition) => partition);
const PATIENCE_MS = 120_000;
/** Half of the minute after which producers and proxies usually give up. */
const REFUSED_WITHIN_MS = 30_000;
/** Longer than the broker takes to return and to lead, so that its append times are behind. */
const CLOCK_BEHIND_SECONDS = 60;
const allTopics = [
  ...Object.values(topics).map(({ name }) => name),
  ...deadLetteredTopics.map(deadLetterTopic),
];
const logger = createLogger('test', 'silent');

let cluster: Cluster;
let stack: Stack;
const acknowledged: string[] = [];

beforeAll(async () => {
  cluster = await startCluster();
  stack = await startStack({}, cluster);
}, 300_000);

afterAll(async () => {
  await stack.stop();
  await cluster.stop();
}, 60_000);

function push(externalId: string): Promise<Answer> {
  return stack.push({ externalId, title: `About ${externalId}`, body: 'Keir Starmer spoke about trade.' });
}

/** Pushes as producers do: after a 503 it waits as long as the answer says. */
async function pushUntilAccepted(externalId: string): Promise<void> {
  await eventually(
    `${externalId} is accepted`,
    async () => {
      const { status, headers } = await push(externalId);
      if (status === 202) return true;
      expect(status).toBe(503);
      await sleep(Number(headers.get('retry-after')) * 1000);
      return false;
    },
    PATIENCE_MS,
  );
  acknowledged.push(externalId);
}

async function pushSome(name: string): Promise<void> {
  for (let n = 0; n < 10; n += 1) await pushUntilAccepted(`${name}-${n}`);
}

/** Sends the titles of articles to the inbox, in one request: to a partition each, with one key per partition. */
async function sendTo(
  partitions: readonly number[],
  ...titles: readonly string[]
): Promise<readonly Published[]> {
  const codec = createCodec(topics.inbox, createRegistry(cluster.registry), stack.prefix);
  const sender = rawPublisher(stack.kafka, logger);
  try {
    const records = partitions.flatMap((partition) =>
      titles.map(async (title) => ({
        key: Buffer.from(`key-${partition}`),
        value: await codec.encode(anIncomingArticle({ externalId: `inbox-${partition}`, url: null, title })),
        headers: { producer: PRODUCER },
        partition,
      })),
    );
    const all = await Promise.all(records);
    return await eventually(
      'the inbox takes the articles',
      () => sender.send(stack.prefix + topics.inbox.name, topics.inbox.maxBytes, all).catch(() => null),
      PATIENCE_MS,
    );
  } finally {
    await sender.stop();
  }
}

async function untilFound(externalIds: readonly string[]): Promise<void> {
  await eventually(
    `all of ${externalIds.length} articles are searchable`,
    async () => {
      const found = await stack.openSearch<{ hits?: { total: { value: number } } }>(
        'POST',
        '{prefix}articles/_search',
        {
          query: { bool: { filter: [{ terms: { externalId: externalIds } }, { term: { deleted: false } }] } },
          track_total_hits: true,
        },
      );
      return found.hits?.total.value === externalIds.length;
    },
    PATIENCE_MS,
  );
}

async function titles(): Promise<ReadonlyMap<string, string>> {
  const found = await stack.openSearch<{
    hits: { hits: readonly { _source: { externalId: string; title: string } }[] };
  }>('POST', '{prefix}articles/_search', { size: 100, query: { prefix: { externalId: 'inbox-' } } });
  return new Map(found.hits.hits.map(({ _source }) => [_source.externalId, _source.title]));
}

async function isReady(service: 'fetcher' | 'indexer'): Promise<boolean> {
  return (await fetch(`${stack.services[service].url}/ready`)).ok;
}

describe('deploy on three brokers', () => {
  it('gives every topic three replicas, two of which must have a message before it is acknowledged', async () => {
    const settings = await topicSettings(stack.kafka, logger, allTopics);

    expect(settings.map(({ replicas }) => replicas)).toEqual(allTopics.map(() => 3));
    expect(settings.map(({ effective }) => effective['min.insync.replicas'])).toEqual(
      allTopics.map(() => '2'),
    );
  });

  it("migrates a topic that acknowledges too early, and leaves an operator's setting alone", async () => {
    const own = { 'min.insync.replicas': '1', 'retention.ms': '123456789' };
    await setTopicConfig(stack.kafka, logger, topics.inbox.name, own);

    const { migrated } = await deploy({ ...cluster, prefix: stack.prefix });

    expect(migrated).toEqual(['articles.inbox min.insync.replicas=2']);
    const [inbox] = await topicSettings(stack.kafka, logger, [topics.inbox.name]);
    expect(inbox?.own).toMatchObject({ 'min.insync.replicas': '2', 'retention.ms': '123456789' });
  });

  it('refuses topics on a single disk, unless the installation declares that one is enough', async () => {
    const single = { ...cluster, prefix: 'single.', topicReplicas: 1 };

    await expect(deploy(single)).rejects.toThrow(/single disk.*GAZETTE_SINGLE_BROKER=true/);
    // While their only broker is away, these topics have no leader; that must not disturb others.
    await deploy({ ...single, singleBroker: true });
    await expect(deploy(single)).rejects.toThrow(/single disk/);
  });
});

describe('three brokers', () => {
  it('accept pushes and inbox messages while one is away', async () => {
    cluster.brokers[1]?.kill();
    await pushSome('one-broker-away');
    await sendTo(PARTITIONS, 'While a broker is away');

    await untilFound([...acknowledged, ...PARTITIONS.map((partition) => `inbox-${partition}`)]);
  }, 300_000);

  it('refuse pushes with 503 and Retry-After while two are away', async () => {
    cluster.brokers[2]?.kill();
    // What is left still has the last acknowledgements to send.
    await sleep(1000);

    for (let n = 0; n < 5; n += 1) {
      const pushedAt = performance.now();
      const { status, headers } = await push(`two-brokers-away-${n}`);
      expect([status, Number(headers.get('retry-after'))]).toEqual([503, expect.any(Number)]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(performance.now() - pushedAt).toBeLessThan(REFUSED_WITHIN_MS);
    }
    await eventually('the fetcher is not ready', async () => !(await isReady('fetcher')));
  }, 300_000);

  it('lose nothing that was acknowledged, and go on when all are back', async () => {
    await Promise.all([cluster.brokers[1]?.start(), cluster.brokers[2]?.start()]);
    await cluster.formed();
    await pushSome('brokers-back');

    await untilFound(acknowledged);
    await eventually('the fetcher is ready', () => isReady('fetcher'), PATIENCE_MS);
  }, 300_000);

  it('let the later of two keyed messages win after a move to a leader whose clock is behind', async () => {
    const [first, slow] = cluster.brokers;
    const before = await sendTo(PARTITIONS, 'First');
    await slow?.stop();
    await slow?.start(slowClock(CLOCK_BEHIND_SECONDS));
    await cluster.formed();
    await eventually('the slow broker is in sync', () => inSync(2), PATIENCE_MS);
    await first?.stop();

    const after = await sendTo(PARTITIONS, 'Second', 'Third');

    const behind = PARTITIONS.filter((_, place) => appendTime(after[2 * place]) < appendTime(before[place]));
    expect(behind.length).toBeGreaterThan(0);
    await eventually(
      'the last messages have won',
      async () => {
        const found = [...(await titles()).values()];
        return found.length === PARTITIONS.length && found.every((title) => title === 'Third');
      },
      PATIENCE_MS,
    );
    await first?.start();
    await slow?.stop();
    await slow?.start();
    await cluster.formed();
  }, 300_000);
});

/** Whether a broker has caught up with every partition of the inbox. */
async function inSync(broker: number): Promise<boolean> {
  return withAdmin(stack.kafka, logger, async (admin) => {
    const { topics: found } = await admin.fetchTopicMetadata({ topics: [stack.prefix + topics.inbox.name] });
    return found.every(({ partitions }) => partitions.every(({ isr }) => isr.includes(broker)));
  });
}

function appendTime(published: Published | undefined): number {
  return (published?.outcome === 'delivered' ? published.appendedAt : null) ?? NaN;
}

describe('three nodes of OpenSearch', () => {
  it('index and answer searches while one is away', async () => {
    cluster.nodes[1]?.kill();
    await pushSome('one-node-away');

    await untilFound(acknowledged);
    await eventually(
      'the search service answers',
      async () => (await stack.search({ person: 'Starmer' })).total > 0,
    );
  }, 300_000);

  it('keep the indexer waiting and unready while two are away, and pushes are accepted', async () => {
    cluster.nodes[2]?.kill();
    await pushSome('two-nodes-away');

    await eventually('the indexer is not ready', async () => !(await isReady('indexer')));
  }, 300_000);

  it('lose nothing when all are back', async () => {
    await Promise.all([cluster.nodes[1]?.start(), cluster.nodes[2]?.start()]);
    await cluster.formed();

    await untilFound(acknowledged);
    await eventually('the indexer is ready', () => isReady('indexer'), PATIENCE_MS);
    expect(await deadLetters(stack, 'list')).toEqual([]);
  }, 300_000);
});
