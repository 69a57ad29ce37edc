import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, publisher, replay, setTopicConfig } from '@gazette/runtime';
import { topics, type RawArticle } from '@gazette/schemas';
import { aRawArticle } from '@gazette/schemas/testing';
import { eventually, startStack, type Stack } from './stack.ts';

const run = promisify(execFile);
const logger = createLogger('test', 'silent');

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

const kept = aRawArticle({
  id: 'c'.repeat(64),
  url: null,
  title: 'A story that was corrected',
  body: 'The second text of the story.',
  revision: 2000,
});
const gone = aRawArticle({
  id: 'd'.repeat(64),
  url: null,
  title: 'A story that was taken back',
  body: 'Nothing to see.',
  revision: 3000,
});

function kafka() {
  const { engines, prefix } = stack;
  return {
    brokers: [engines.kafka],
    registry: engines.registry,
    prefix,
    sessionTimeoutMs: 6000,
    heartbeatMs: 500,
  };
}

async function publishRaw(...articles: readonly RawArticle[]): Promise<void> {
  const raw = publisher(kafka(), topics.raw, logger);
  await raw.publish(articles.map((value) => ({ value })));
  await raw.stop();
}

async function keysOf(topic: string): Promise<readonly string[]> {
  const keys: string[] = [];
  await replay(kafka(), {
    topic,
    onMessages: (messages) => {
      keys.push(...messages.map(({ key }) => key?.toString() ?? ''));
      return Promise.resolve();
    },
    logger,
  });
  return keys;
}

async function gazette(service: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const cli = new URL(`../../services/${service}/dist/cli.js`, import.meta.url).pathname;
  const { stdout } = await run(process.execPath, [cli, ...args, '--json'], {
    env: { ...process.env, ...stack.env },
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

interface Found {
  readonly deleted: boolean;
  readonly title?: string;
  readonly body?: string;
  readonly revision: number;
}

async function stored(id: string): Promise<Found | null> {
  const { _source } = await stack.openSearch<{ _source?: Found }>('GET', `{prefix}articles-write/_doc/${id}`);
  return _source ?? null;
}

describe('the topics are the log of record', () => {
  it('compaction keeps every revision, and an old one written last hides nothing', async () => {
    for (const { name, maxBytes } of [topics.raw, topics.annotated]) {
      await setTopicConfig(kafka(), logger, name, {
        'cleanup.policy': 'compact',
        'max.message.bytes': String(maxBytes),
        'segment.ms': '100',
        'min.cleanable.dirty.ratio': '0.001',
        'max.compaction.lag.ms': '100',
      });
    }
    const old = { ...kept, revision: 1000, body: 'The first text of the story.' };
    const before = { ...gone, revision: 2500 };
    const deletion = { ...gone, kind: 'delete', title: '', body: '' } as const;
    await publishRaw(old, kept, before, deletion);
    await eventually('the delete is indexed', async () => (await stored(gone.id))?.deleted ?? false);

    // What a redrive would do: the oldest again, last; then a later write, which lets the cleaner look at the closed segment.
    await publishRaw(old, before);
    const marker = (n: number): RawArticle => ({ ...kept, revision: n, body: kept.body });
    let n = 0;
    await eventually(
      'the repeated revisions are collapsed',
      async () => {
        await publishRaw(marker(2000), { ...deletion, revision: 3000 });
        n += 1;
        const keys = await keysOf(topics.raw.name);
        return n > 1 && keys.filter((key) => key === `${old.id}/1000`).length === 1;
      },
      90_000,
    );

    expect(new Set(await keysOf(topics.raw.name))).toEqual(
      new Set([`${kept.id}/1000`, `${kept.id}/2000`, `${gone.id}/2500`, `${gone.id}/3000`]),
    );
    expect(await stored(kept.id)).toMatchObject({ revision: 2000, body: kept.body });
    expect(await stored(gone.id)).toMatchObject({ revision: 3000, deleted: true });
  });

  it('the index is rebuilt from articles.annotated, aliases moved, deletes kept', async () => {
    const { index, after } = await gazette('indexer', 'reindex', '--delete-old');

    expect(after).toEqual({ articles: 1, deleted: 1 });
    const aliases = await stack.openSearch<Record<string, unknown>>('GET', '_alias/{prefix}articles');
    expect(Object.keys(aliases)).toEqual([index]);
    expect(await stored(kept.id)).toMatchObject({ revision: 2000, body: kept.body });
    expect(await stored(gone.id)).toMatchObject({ deleted: true });
    expect((await stack.search({ text: 'second text' })).total).toBe(1);
  });

  it('an index that was lost comes back whole', async () => {
    const [index = ''] = Object.keys(
      await stack.openSearch<Record<string, unknown>>('GET', '_alias/{prefix}articles'),
    );
    await stack.openSearch('DELETE', index);

    await gazette('indexer', 'reindex');

    expect(await stored(kept.id)).toMatchObject({ revision: 2000 });
    await eventually('new articles go on to be indexed', async () => {
      await stack.push({ externalId: 'after', title: 'After the loss', body: 'Work goes on.' });
      return (await stack.search({ text: 'loss' })).total === 1;
    });
  });

  it('annotations are made again from articles.raw', async () => {
    const answer = await gazette('annotator', 'reannotate', '--since', '1970-01-01');

    expect(Number(answer['published'])).toBeGreaterThanOrEqual(5);
    expect(answer['refused']).toBe(0);
    expect(await stored(kept.id)).toMatchObject({ revision: 2000, body: kept.body });
  });
});
