import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testEngines } from '@gazette/dev';
import { createLogger, publisher, type Publisher } from '@gazette/runtime';
import { partitionFor, topics, type AnnotatedArticle, type RawArticle } from '@gazette/schemas';
import { anAnnotatedArticle, aRawArticle } from '@gazette/schemas/testing';
import { startGroupFlow, watchGroup } from '../support/group-flow.ts';
import { startHttpProxy, type HttpProxy } from '../support/http-proxy.ts';
import { eventually, startStack, type Stack } from '../support/stack.ts';

const logger = createLogger('test', 'silent');

let proxy: HttpProxy;
let stack: Stack;
let raw: Publisher<RawArticle>;
let annotated: Publisher<AnnotatedArticle>;

beforeAll(async () => {
  const engines = await testEngines();
  proxy = await startHttpProxy(engines.opensearch);
  stack = await startStack({ GAZETTE_OPENSEARCH: proxy.url });
  raw = publisher(stack.kafka, topics.raw, logger);
  annotated = publisher(stack.kafka, topics.annotated, logger);
});

afterAll(async () => {
  await raw.stop();
  await annotated.stop();
  await stack.stop();
  await proxy.stop();
});

/** Fields that give an article a unique id and a title by which a search for `name` finds it. */
function named(name: string) {
  const id = createHash('sha256').update(name).digest('hex');
  return { id, contentHash: id, externalId: name, url: null, title: `The ${name} dispatch` };
}

async function isSearchable(name: string): Promise<boolean> {
  return (await stack.search({ text: name })).total === 1;
}

/** Counts the bulks that write this article and holds them until `release` is called. */
function hold(id: string): { readonly release: () => void; readonly bulks: () => number } {
  let bulks = 0;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  proxy.judge((_method, path, body) => {
    if (!path.includes('_bulk') || !body.includes(id)) return 'pass';
    bulks += 1;
    return released.then(() => 'pass' as const);
  });
  return { release, bulks: () => bulks };
}

it('a 1.5 MB article does not delay other partitions', async () => {
  const plain =
    'Work on the bridge over the river goes on, the committee was told by the engineers in charge. ';
  const body = `Keir Starmer met Donald Trump on Thursday.\n${plain.repeat(Math.ceil(1_500_000 / plain.length))}`;
  const large = named('largest');
  await raw.publish([{ value: aRawArticle({ ...large, body }) }]);
  const others = Array.from({ length: 60 }, (_, place) => named(`beside${place}`));
  await raw.publish(others.map((other) => ({ value: aRawArticle(other) })));
  const { ends, committed, caughtUp } = watchGroup(stack.kafka, 'annotator');
  const goal = [...(await ends())].filter(([partition]) => partition !== partitionFor(large.id));

  const meanwhile = await eventually('every other partition is committed', async () => {
    const now = await committed();
    return goal.every(([partition, end]) => (now.get(partition) ?? 0n) >= end) && now;
  });

  expect(meanwhile.get(partitionFor(large.id)) ?? 0n).toBe(0n);
  await caughtUp(60_000);
  await eventually('the large article is searchable', () => isSearchable('largest'));
});

it('a missing answer from OpenSearch delays only its own partition', async () => {
  const held = named('heldback');
  const { release, bulks } = hold(held.id);
  await annotated.publish([{ value: anAnnotatedArticle(held) }]);
  await eventually('its bulk is in flight', () => Promise.resolve(bulks() === 1));

  const others = Array.from({ length: 60 }, (_, place) => named(`passing ${place}`)).filter(
    ({ id }) => partitionFor(id) !== partitionFor(held.id),
  );
  await annotated.publish(others.map((other) => ({ value: anAnnotatedArticle(other) })));

  await eventually(
    'the articles of all other partitions are searchable',
    async () => (await stack.search({ text: 'passing', size: '1' })).total === others.length,
  );
  expect(await isSearchable('heldback')).toBe(false);

  release();
  await eventually('the held article is searchable', () => isSearchable('heldback'));
});

it('SIGTERM finishes and commits the work in flight, and nothing is processed twice', async () => {
  const article = named('inflight');
  const { release, bulks } = hold(article.id);
  await annotated.publish([{ value: anAnnotatedArticle(article) }]);
  await eventually('its bulk is in flight', () => Promise.resolve(bulks() === 1));

  const { indexer } = stack.services;
  const ended = indexer.stop();
  await eventually(
    'the indexer reports that it is not ready',
    async () => !(await indexer.answers('/ready')),
  );
  release();

  expect(await ended).toBe('exit code 0');
  await indexer.restart();
  const flow = startGroupFlow(stack.kafka, 'indexer', 20);
  await flow.caughtUp(30_000);
  await flow.stop();
  expect(await isSearchable('inflight')).toBe(true);
  expect(bulks()).toBe(1);
});

it('consumers skip tombstones on compacted topics', async () => {
  const keys = Array.from({ length: 24 }, (_, place) => ({
    key: `gone-${place}/1`,
    partitionBy: `${place}`,
  }));
  await raw.forget(keys);
  await annotated.forget(keys);

  for (const service of ['annotator', 'indexer'] as const)
    await watchGroup(stack.kafka, service).caughtUp(30_000);
  const dead = await stack.openSearch<{ count: number }>('GET', '{prefix}dead-letters/_count');
  expect(dead.count).toBe(0);
});
