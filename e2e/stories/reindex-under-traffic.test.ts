import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, offsetBounds, publisher, replay, type Publisher } from '@gazette/runtime';
import { topics, type RawArticle } from '@gazette/schemas';
import { aRawArticle } from '@gazette/schemas/testing';
import { gazette } from '../support/operator.ts';
import { eventually, startStack, type Stack } from '../support/stack.ts';

const logger = createLogger('test', 'silent');
let stack: Stack;
let raw: Publisher<RawArticle>;

beforeAll(async () => {
  stack = await startStack();
  raw = publisher(stack.kafka, topics.raw, logger);
});

afterAll(async () => {
  await raw.stop();
  await stack.stop();
});

let sent = 0;

/** Publishes articles, then a correction of every fifth. */
async function send(count: number): Promise<void> {
  const articles = Array.from({ length: count }, () => {
    sent += 1;
    const id = createHash('sha256').update(`article ${sent}`).digest('hex');
    return aRawArticle({ id, url: null, revision: Date.now(), title: `Story ${sent}`, body: 'Fresh words.' });
  });
  await publish(articles);
  await publish(
    articles
      .filter((_article, place) => place % 5 === 0)
      .map((article) => ({
        ...article,
        revision: article.revision + 1,
        body: 'Corrected words.',
        contentHash: 'c'.repeat(64),
      })),
  );
}

/** Retries until the articles are published, because engines that suites share may be slow. */
async function publish(articles: readonly RawArticle[]): Promise<void> {
  await eventually('the articles are published', () =>
    raw.publish(articles.map((value) => ({ value }))).then(
      () => true,
      () => false,
    ),
  );
}

/** Repeats the work until stopped; `stop` rejects with what the work threw. */
function repeat(work: () => Promise<void>): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await work();
      await sleep(100);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function totalFound(): Promise<number> {
  const { count } = await stack.openSearch<{ count: number }>('GET', '{prefix}articles/_count');
  return count;
}

describe('a reindex while articles flow', () => {
  it('a reindex loses no article, moves the aliases once, and fails no read', async () => {
    await send(500);
    await eventually('the first articles are indexed', async () => (await totalFound()) === sent);
    const behind = new Set<string>();
    const failures: string[] = [];
    const reading = repeat(async () => {
      const aliases = await stack.openSearch<Record<string, unknown>>(
        'GET',
        '_alias/{prefix}articles,{prefix}articles-write',
      );
      behind.add(Object.keys(aliases).join());
      await stack.search({ text: 'words' }).catch((error: unknown) => failures.push(String(error)));
    });
    const writing = repeat(() => send(10));

    const answer = await gazette(stack, 'indexer', 'reindex', '--delete-old');
    await writing.stop();
    await reading.stop();

    expect(answer).toMatchObject({ same: true, moved: true, refused: 0 });
    expect(failures).toEqual([]);
    expect([...behind].sort()).toEqual([`${stack.prefix}articles-v1`, answer['index']]);
    await eventually('every article is found', async () => (await totalFound()) === sent);
    expect(await gazette(stack, 'indexer', 'reindex', '--check')).toMatchObject({
      same: true,
      verdict: { articles: sent, inLog: sent, differences: [] },
    });
  });

  it('the waiting indexer resumes after a reindex replaces an outdated mapping generation', async () => {
    const [index = ''] = Object.keys(
      await stack.openSearch<Record<string, unknown>>('GET', '_alias/{prefix}articles'),
    );
    await stack.openSearch('PUT', `${index}/_mapping`, { _meta: { generation: 0, hash: 'another' } });
    const writing = repeat(() => send(5));
    await eventually('the indexer names the command to run', async () => {
      const response = await fetch(`${stack.services.indexer.url}/ready`);
      return (await response.text()).includes('npx gazette reindex');
    });

    const answer = await gazette(stack, 'indexer', 'reindex', '--delete-old');
    await writing.stop();

    expect(answer).toMatchObject({ same: true, moved: true, old: [index] });
    await eventually('every article is found', async () => (await totalFound()) === sent);
    await eventually('the indexer is ready', async () => stack.services.indexer.answers('/ready'));
    expect(await stack.openSearch('GET', '{prefix}dead-letters/_count')).toMatchObject({ count: 0 });
  });

  it('a replay from given offsets reads nothing before them', async () => {
    const before = await offsetBounds(stack.kafka, logger, topics.raw.name);
    const ends = new Map([...before].map(([partition, { high }]) => [partition, high]));
    await send(30);

    const offsets: { partition: number; offset: bigint }[] = [];
    const reached = await replay(stack.kafka, {
      topic: topics.raw.name,
      from: ends,
      onMessages: (messages) => {
        offsets.push(...messages.map(({ partition, offset }) => ({ partition, offset: BigInt(offset) })));
        return Promise.resolve();
      },
      logger,
    });

    expect(offsets).toHaveLength(36);
    expect(offsets.filter(({ partition, offset }) => offset < (ends.get(partition) ?? 0n))).toEqual([]);
    const after = await offsetBounds(stack.kafka, logger, topics.raw.name);
    expect(reached).toEqual(new Map([...after].map(([partition, { high }]) => [partition, high])));
  });
});
