import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '@gazette/dev';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, rawPublisher, replay, withAdmin, type RawPublisher } from '@gazette/runtime';
import {
  createCodec,
  createRegistry,
  partitionFor,
  PARTITIONS,
  topics,
  type Codec,
  type IncomingArticle,
} from '@gazette/schemas';
import { anIncomingArticle } from '@gazette/schemas/testing';
import { watchGroup } from '../support/group-flow.ts';
import { deadLetters } from '../support/operator.ts';
import { articleIdOf, eventually, startStack, type Stack } from '../support/stack.ts';

/** Pairs of a text and its correction for each pause between them. */
const PAIRS = 300;
const PAUSES_MS = [0, 1, 20, 200];
const PRODUCER = 'wire';
const INDEXED_WITHIN_MS = 120_000;

const logger = createLogger('test', 'silent');
let stack: Stack;
let fetcher: Service;
let publisher: RawPublisher;
let codec: Codec<IncomingArticle>;

beforeAll(async () => {
  stack = await startStack({ GAZETTE_API_KEYS: `${PRODUCER}:key-of-e2e` });
  fetcher = stack.services.fetcher;
  publisher = rawPublisher(stack.kafka, logger);
  codec = createCodec(topics.inbox, createRegistry(stack.kafka.registry), stack.prefix);
  await codec.prepare();
});

afterAll(async () => {
  await publisher.stop();
  await stack.stop();
});

interface Sent {
  readonly article: IncomingArticle;
  readonly partition: number;
}

/** Sends messages in one request, as a producer without a key does where the partitions differ. */
async function send(messages: readonly Sent[]): Promise<void> {
  const records = await Promise.all(
    messages.map(async ({ article, partition }) => ({
      key: null,
      value: await codec.encode(article),
      headers: { producer: PRODUCER },
      partition,
    })),
  );
  await publisher.send(stack.prefix + topics.inbox.name, topics.inbox.maxBytes, records);
}

function version(externalId: string, text: string): IncomingArticle {
  return anIncomingArticle({
    externalId,
    url: null,
    title: `${externalId} ${text}`,
    body: `The ${text} text.`,
  });
}

interface Stored {
  readonly title?: string;
  readonly revision: number;
  readonly deleted: boolean;
}

const idOf = (externalId: string): string => articleIdOf(PRODUCER, externalId);

/** The indexed documents by article id. */
async function stored(): Promise<ReadonlyMap<string, Stored>> {
  await stack.openSearch('POST', '{prefix}articles-write/_refresh');
  const { hits } = await stack.openSearch<{ hits: { hits: { _id: string; _source: Stored }[] } }>(
    'POST',
    '{prefix}articles-write/_search',
    { size: 10_000, _source: ['title', 'revision', 'deleted'], query: { match_all: {} } },
  );
  return new Map(hits.hits.map(({ _id, _source }) => [_id, _source]));
}

/** Sends a DELETE as the producer. */
async function remove(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(fetcher.url + path, {
    method: 'DELETE',
    headers: { authorization: 'Bearer key-of-e2e' },
  });
  return { status: response.status, body: await response.json() };
}

/** Resolves when every message of the inbox, and what it led to, is indexed. */
async function untilIndexed(): Promise<void> {
  for (const service of ['fetcher', 'annotator', 'indexer'] as const)
    await watchGroup(stack.kafka, service).caughtUp(INDEXED_WITHIN_MS);
}

/** The append time of each message, by its title. */
async function appendTimes(): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  await replay(stack.kafka, {
    topic: topics.inbox.name,
    onMessages: async (messages) => {
      for (const { value, timestamp } of messages)
        if (value) times.set((await codec.decode(value)).title, timestamp);
    },
    logger,
  });
  return times;
}

async function restartFetcher(meanwhile: () => Promise<void>): Promise<void> {
  await fetcher.stop();
  await meanwhile();
  fetcher = await stack.start('fetcher');
}

async function resetOffsets(): Promise<void> {
  await withAdmin(stack.kafka, logger, (admin) =>
    admin.resetOffsets({
      groupId: `${stack.prefix}fetcher-inbox`,
      topic: stack.prefix + topics.inbox.name,
      earliest: true,
    }),
  );
}

describe('the time of writing', () => {
  const pairIds = Array.from({ length: PAIRS * PAUSES_MS.length }, (_, pair) => `pair-${pair}`);

  it('decides between texts of one article in different partitions, whichever is read first', async () => {
    await restartFetcher(async () => {
      await Promise.all(
        pairIds.map(async (id, pair) => {
          const pause = PAUSES_MS[pair % PAUSES_MS.length] ?? 0;
          const at = partitionFor(id);
          const first = { article: version(id, 'old'), partition: at };
          const second = { article: version(id, 'new'), partition: (at + 1 + (pair % 11)) % PARTITIONS };
          await send([first]);
          if (pause > 0) await sleep(pause);
          await send([second]);
        }),
      );
    });
    await untilIndexed();

    const times = await appendTimes();
    const documents = await stored();
    const wrong = pairIds.flatMap((externalId) => {
      const [old = 0, corrected = 0] = [times.get(`${externalId} old`), times.get(`${externalId} new`)];
      const { title = 'nothing', revision = 0 } = documents.get(idOf(externalId)) ?? {};
      const winners = corrected > old ? [`${externalId} new`] : [`${externalId} old`, `${externalId} new`];
      return winners.includes(title) && revision === Math.max(old, corrected)
        ? []
        : [`${externalId}: ${title} at ${revision}, written at ${old} and ${corrected}`];
    });
    expect(wrong).toEqual([]);
  });

  it('leaves the later message of a partition the winner, also within one batch', async () => {
    const batches = Array.from({ length: PAIRS }, (_, pair) => {
      const id = `keyed-${pair}`;
      const partition = partitionFor(id);
      return ['first', 'second', 'third'].map((text) => ({ article: version(id, text), partition }));
    });
    await send(batches.flat());
    await untilIndexed();

    const documents = await stored();
    const titles = batches.map((_, pair) => documents.get(idOf(`keyed-${pair}`))?.title);
    expect(titles).toEqual(batches.map((_, pair) => `keyed-${pair} third`));
  });

  it('keeps a deleted article deleted when the inbox is read again from its beginning', async () => {
    await send([{ article: version('take-down', 'libellous'), partition: 3 }]);
    await untilIndexed();
    await remove(`/articles/${idOf('take-down')}`);
    await untilIndexed();
    const before = await stored();
    expect(before.get(idOf('take-down'))).toMatchObject({ deleted: true });

    await restartFetcher(resetOffsets);
    await untilIndexed();

    expect(await stored()).toEqual(before);
  });
});

describe('a delete by URL', () => {
  const url = 'https://wire.example/stories/merger';
  const sent = (externalId: string, at: number): Sent => ({
    article: anIncomingArticle({
      externalId,
      url,
      title: `${externalId} of the merger`,
      body: 'They merge.',
    }),
    partition: at,
  });
  const byUrl: IncomingArticle = anIncomingArticle({
    kind: 'delete',
    externalId: null,
    url,
    title: '',
    body: '',
  });

  it('deletes what the producer published there, whatever its id, also what is not indexed yet', async () => {
    await restartFetcher(async () => {
      await send([sent('merger-1', 1), sent('merger-2', 5)]);
      await sleep(5);
      await send([{ article: byUrl, partition: 9 }]);
      await sleep(5);
      await send([sent('merger-3', 2)]);
    });
    const areDeleted = async (): Promise<readonly unknown[]> => {
      const documents = await stored();
      return ['merger-1', 'merger-2', 'merger-3'].map((id) => documents.get(idOf(id))?.deleted);
    };
    await eventually('those written before are deleted', async () => {
      const [first, second] = await areDeleted();
      return first === true && second === true;
    });
    await untilIndexed();

    expect(await areDeleted()).toEqual([true, true, false]);
  });

  it('deletes what precedes it in its batch, and spares what follows it, although it waits', async () => {
    await restartFetcher(async () => {
      await send([
        sent('replaced', 3),
        { article: byUrl, partition: 3 },
        sent('replacement', 3),
        // Waits in another partition, so that nothing of the index is known yet.
        { article: version('elsewhere', 'only'), partition: 7 },
      ]);
    });
    await eventually(
      'what precedes it is deleted',
      async () => (await stored()).get(idOf('replaced'))?.deleted,
    );
    await untilIndexed();

    const documents = await stored();
    expect(['replaced', 'replacement'].map((id) => documents.get(idOf(id))?.deleted)).toEqual([true, false]);
  });

  it('does the same over HTTP, and answers 404 when there is nothing', async () => {
    const call = (address: string) => remove(`/articles?url=${encodeURIComponent(address)}`);
    const deleted = await eventually('everything is indexed', async () => {
      const answer = await call(url);
      return answer.status === 503 ? null : answer;
    });

    expect(deleted).toMatchObject({ status: 202, body: { deleted: [{ id: idOf('replacement') }] } });
    await untilIndexed();
    expect(await call(url)).toMatchObject({ status: 200, body: { deleted: [] } });
    expect(await call('https://wire.example/none')).toMatchObject({ status: 404 });
    expect(await call('none')).toMatchObject({ status: 400 });
  });

  it('becomes a dead letter when the producer published nothing there', async () => {
    await send([{ article: { ...byUrl, url: 'https://wire.example/nothing' }, partition: 4 }]);

    const letter = await eventually('it is a dead letter', async () => {
      const [found] = await deadLetters(stack, 'list', '--class', 'no-such-article');
      return found ?? null;
    });
    expect(letter).toMatchObject({
      stage: 'fetcher-inbox',
      reason: 'Expected an article that wire published under https://wire.example/nothing, found none.',
    });
  });
});

it('an inbox message with an implausible date or an invalid language becomes a dead letter', async () => {
  await send([
    {
      article: anIncomingArticle({
        externalId: 'micros',
        publishedAt: Date.now() * 1000,
        language: 'english!!',
      }),
      partition: 0,
    },
  ]);

  const letter = await eventually('it is a dead letter', async () => {
    const [found] = await deadLetters(stack, 'list', '--class', 'invalid-article');
    return found ?? null;
  });
  expect(String(letter['reason'])).toMatch(
    /^publishedAt: expected a date from the year 1500 to two days from now, found .*; language: expected/,
  );
});
