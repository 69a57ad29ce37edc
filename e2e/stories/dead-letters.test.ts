import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, publisher } from '@gazette/runtime';
import {
  createCodec,
  createRegistry,
  partitionFor,
  topics,
  type AvroNamed,
  type RawArticle,
  type Topic,
} from '@gazette/schemas';
import { aRawArticle, anIncomingArticle } from '@gazette/schemas/testing';
import { startHttpProxy, type HttpProxy } from '../support/http-proxy.ts';
import { deadLetters, deadLettersInWords, sendBytes } from '../support/operator.ts';
import { eventually, startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let registryProxy: HttpProxy;
/** Schema ids that the proxy hides from the services. */
const unknown = new Set<number>();

beforeAll(async () => {
  const { origin, pathname } = new URL(process.env['GAZETTE_REGISTRY'] ?? '');
  registryProxy = await startHttpProxy(origin);
  registryProxy.judge((_method, path) => {
    const id = /\/schemas\/ids\/(\d+)/.exec(path)?.[1];
    return id !== undefined && unknown.has(Number(id)) ? 404 : 'pass';
  });
  stack = await startStack({ GAZETTE_REGISTRY: registryProxy.url + pathname });
});

afterAll(async () => {
  await stack.stop();
  await registryProxy.stop();
});

/** The topic's schema as its next release might be, with one more optional field. */
function evolved(schema: AvroNamed): AvroNamed {
  const field = { name: `desk${Date.now()}`, type: ['null', 'string'], default: null };
  return { ...schema, fields: [...(schema.fields ?? []), field] };
}

/** Sends a value under a schema id that the services cannot look up until `register` is called. */
async function sendAhead<T>(
  topic: Topic<T>,
  value: T,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly id: number; readonly register: () => void }> {
  const schema = evolved(topic.schema);
  const registry = createRegistry(stack.engines.registry);
  const id = await registry.register(`${stack.prefix}${topic.name}-value`, schema);
  unknown.add(id);
  const codec = createCodec({ ...topic, schema }, { ...registry, idOf: () => Promise.resolve(id) });
  await sendBytes(stack, topic.name, {
    key: Buffer.from(topic.key(value)),
    value: await codec.encode(value),
    headers,
    partition: partitionFor(topic.partitionBy(value)),
  });
  return {
    id,
    register: () => {
      unknown.delete(id);
    },
  };
}

async function theLetter(...filters: readonly string[]): Promise<Record<string, unknown>> {
  return eventually(`a dead letter of ${filters.join(' ')} is listed`, async () => {
    const [letter] = await deadLetters(stack, 'list', ...filters);
    return letter ?? null;
  });
}

describe('a redrive after the cause is fixed', () => {
  it('a redrive indexes an article whose schema was registered too late', async () => {
    const article = anIncomingArticle({
      externalId: 'ahead',
      title: 'Lighthouse keeper retires after forty years',
    });
    const ahead = await sendAhead(topics.inbox, article, { producer: 'wire', traceparent: TRACE });
    const letter = await theLetter('--stage', 'fetcher-inbox', '--class', 'unknown-schema');
    expect(letter).toMatchObject({ schemaId: ahead.id, traceparent: TRACE, topic: 'articles.inbox' });
    ahead.register();

    const planned = await deadLetters(stack, 'redrive', '--class', 'unknown-schema', '--dry-run');
    const sent = await deadLetters(stack, 'redrive', '--class', 'unknown-schema');
    const repeated = await deadLetters(stack, 'redrive', '--class', 'unknown-schema');

    expect(planned).toEqual([{ id: letter['id'], outcome: 'would-send' }]);
    expect(sent).toEqual([{ id: letter['id'], outcome: 'sent' }]);
    expect(repeated).toEqual([]);
    const hit = await eventually('the article is searchable', async () => {
      const { hits } = await stack.search({ text: 'lighthouse keeper retires' });
      return hits[0] ?? null;
    });
    expect(hit).toMatchObject({ producer: 'wire', externalId: 'ahead', title: article.title });
    expect(await deadLetters(stack, 'list')).toEqual([]);
  });

  it('a second redrive of the same dead letter changes nothing', async () => {
    const version = async (): Promise<unknown> =>
      (await stack.search({ text: 'lighthouse keeper retires' })).hits.map(({ id, revision }) => ({
        id,
        revision,
      }));
    const before = await version();

    const again = await deadLetters(stack, 'redrive', '--class', 'unknown-schema', '--state', 'redriven');

    expect(again).toMatchObject([{ outcome: 'sent' }]);
    await metric(
      'fetcher',
      /^gazette_messages_total\{.*articles\.inbox",outcome="delivered"\} ([2-9]|\d\d)/m,
    );
    expect(await version()).toEqual(before);
  });

  it('a redrive does not overwrite a correction that arrived in the meantime', async () => {
    const id = '18'.repeat(32);
    const old = aRawArticle({ id, revision: 1_740_614_400_000, title: 'Ferry to run on Sundays', url: null });
    const correction: RawArticle = {
      ...old,
      revision: old.revision + 60_000,
      title: 'Ferry not to run on Sundays',
    };
    const ahead = await sendAhead(topics.raw, old, {});
    const letter = await theLetter('--article', id);
    expect(letter).toMatchObject({ stage: 'annotator', revision: old.revision });
    const raw = publisher(stack.kafka, topics.raw, createLogger('test', 'silent'));
    await raw.publish([{ value: correction }]);
    await raw.stop();
    await eventually('the correction is searchable', async () => {
      return (await stack.search({ text: 'ferry Sundays' })).hits[0]?.title === correction.title;
    });
    ahead.register();

    const sent = await deadLetters(stack, 'redrive', '--article', id);

    expect(sent).toEqual([{ id: letter['id'], outcome: 'sent' }]);
    await metric('indexer', /^gazette_messages_total\{.*articles\.annotated",outcome="superseded"\} [1-9]/m);
    const { hits } = await stack.search({ text: 'ferry Sundays' });
    expect(hits.map(({ title, revision }) => ({ title, revision }))).toEqual([
      { title: correction.title, revision: correction.revision },
    ]);
  });
});

describe('a redriven message', () => {
  it.each([
    { case: 'no key', key: null },
    { case: 'an empty key', key: Buffer.alloc(0) },
    { case: 'a key that is not text', key: Buffer.from('00ff80c3287f', 'hex') },
    { case: 'a key of 3,000 characters', key: Buffer.from('k'.repeat(3000)) },
  ])(
    'a message with $case keeps its key, headers and partition when it is redriven',
    async ({ case: name, key }) => {
      const value = Buffer.from(`poison with ${name}`);
      const headers = { producer: 'wire', traceparent: TRACE, colour: 'red' };
      await sendBytes(stack, topics.inbox.name, { key, value, headers, partition: 7 });
      const first = await findByValue(value);

      await deadLetters(stack, 'redrive', String(first['id']));

      const second = await findByValue(value);
      expect(second['id']).not.toBe(first['id']);
      expect(second).toMatchObject({
        partition: 7,
        keyBytes: key === null ? null : key.toString('base64'),
        traceparent: TRACE,
        decoded: value.toString(),
      });
      expect(second['headers']).toMatchObject({ producer: 'wire', traceparent: TRACE });
    },
  );

  it('a message of the largest size that a topic allows is redriven with all of its bytes', async () => {
    const value = Buffer.alloc(topics.annotated.maxBytes - 2048, 'largest');
    await sendBytes(stack, topics.annotated.name, { key: Buffer.from('largest'), value, partition: 3 });
    const first = await theLetter('--topic', topics.annotated.name);
    const folder = await mkdtemp(join(tmpdir(), 'gazette-'));

    await deadLetters(stack, 'show', String(first['id']), '--bytes', join(folder, 'value'));
    const sent = await deadLetters(stack, 'redrive', String(first['id']));

    expect((await readFile(join(folder, 'value'))).equals(value)).toBe(true);
    await rm(folder, { recursive: true });
    expect(sent).toEqual([{ id: first['id'], outcome: 'sent' }]);
    const second = await theLetter('--topic', topics.annotated.name);
    expect(second).toMatchObject({ partition: 3, valueLength: value.length });
  });
});

describe('a redrive with a rate limit', () => {
  it('a redrive keeps to its rate, reports progress, and leaves only letters that fail again', async () => {
    const others = (await deadLetters(stack, 'list')).length;
    const ahead = [];
    for (const place of [1, 2, 3, 4, 5]) {
      const article = anIncomingArticle({ externalId: `rate-${place}` });
      ahead.push(await sendAhead(topics.inbox, article, { producer: 'wire' }));
      const value = Buffer.from(`poison at a rate, ${place}`);
      await sendBytes(stack, topics.inbox.name, { key: null, value, partition: place });
    }
    const waiting = others + 10;
    const before = await theLetters(waiting);
    await metric('indexer', new RegExp(`^gazette_dead_letters_waiting ${waiting}$`, 'm'));
    for (const { register } of ahead) register();

    const startedAt = performance.now();
    const { stdout, stderr } = await deadLettersInWords(stack, 'redrive', '--all', '--rate', '5');

    expect(performance.now() - startedAt).toBeGreaterThan(((waiting - 1) / 5) * 1000);
    expect(stderr).toContain(`redriven [########################] ${waiting} of ${waiting}`);
    expect(stdout).toBe(`${waiting} of ${waiting} dead letters redriven\n`);
    const after = await theLetters(others + 5);
    expect(after.filter(({ id }) => before.some((letter) => letter['id'] === id))).toEqual([]);
    expect(new Set(after.map(({ errorClass }) => errorClass))).toEqual(new Set(['undecodable']));
    await metric('indexer', new RegExp(`^gazette_dead_letters_waiting ${others + 5}$`, 'm'));
  });
});

// Its letter waits for ever, so it comes last.
it('a redrive does not replace another text of the same millisecond', async () => {
  const id = '19'.repeat(32);
  const first = aRawArticle({ id, revision: 1_740_614_500_000, title: 'Bridge to close', url: null });
  const last: RawArticle = { ...first, title: 'Bridge not to close', contentHash: '1a'.repeat(32) };
  const ahead = await sendAhead(topics.raw, first, {});
  await theLetter('--article', id);
  const raw = publisher(stack.kafka, topics.raw, createLogger('test', 'silent'));
  await raw.publish([{ value: last }]);
  await raw.stop();
  await eventually('the last text is searchable', async () => {
    return (await stack.search({ text: 'bridge close' })).hits[0]?.title === last.title;
  });
  ahead.register();

  const sent = await deadLetters(stack, 'redrive', '--article', id);

  expect(sent).toMatchObject([{ outcome: 'failed', problem: expect.stringContaining('Another text') }]);
});

/** Waits until exactly this many dead letters are waiting, and returns them. */
async function theLetters(count: number): Promise<readonly Record<string, unknown>[]> {
  return eventually(`${count} dead letters wait`, async () => {
    const letters = await deadLetters(stack, 'list');
    return letters.length === count ? letters : null;
  });
}

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** The waiting dead letter with this value, in full. */
async function findByValue(value: Buffer): Promise<Record<string, unknown>> {
  return eventually(`${value.toString()} is a dead letter`, async () => {
    for (const { id } of await deadLetters(stack, 'list', '--class', 'undecodable')) {
      const [letter] = await deadLetters(stack, 'show', String(id));
      if (letter?.['value'] === value.toString('base64')) return letter;
    }
    return null;
  });
}

async function metric(service: 'fetcher' | 'indexer', line: RegExp): Promise<void> {
  await eventually(`${service} reports ${line.source}`, async () =>
    line.test(await (await fetch(`${stack.services[service].url}/metrics`)).text()),
  );
}
