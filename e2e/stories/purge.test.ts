import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, publisher, withAdmin, setTopicConfig } from '@gazette/runtime';
import { partitionFor, topics, type IncomingArticle, type RawArticle } from '@gazette/schemas';
import { anIncomingArticle, aRawArticle } from '@gazette/schemas/testing';
import { command, deadLetters, gazette } from '../support/operator.ts';
import { articleIdOf, eventually, startStack, type Stack } from '../support/stack.ts';

const logger = createLogger('test', 'silent');
/** Kafka's resource type of a broker (Kafka protocol guide, "DescribeConfigs"). */
const BROKER = 4 as never;
const SECRET = 'Quillborough';
const PRODUCER = 'agency';
const id = articleIdOf(PRODUCER, 'secret');
const other = articleIdOf(PRODUCER, 'harmless');

let stack: Stack;
let inbox: ReturnType<typeof publisher<IncomingArticle>>;
let raw: ReturnType<typeof publisher<RawArticle>>;

beforeAll(async () => {
  stack = await startStack({ GAZETTE_API_KEYS: `${PRODUCER}:e2e-sample-key` });
  inbox = publisher(stack.kafka, topics.inbox, logger);
  raw = publisher(stack.kafka, topics.raw, logger);
});

afterAll(async () => {
  await inbox.stop();
  await raw.stop();
  await stack.stop();
});

function withSecret(externalId: string, version: string): object {
  return {
    externalId,
    title: `${version} words of Alistair ${SECRET}`,
    body: `“The harbour must stay open,” said Sir Alistair ${SECRET}, the harbour master. Mr ${SECRET} gave his ${version} words.`,
  };
}

/** The log segments of an article's partition, as the broker keeps them on disk. */
async function segments(topic: string): Promise<string> {
  const [broker] = (await withAdmin(stack.kafka, logger, (admin) => admin.describeCluster())).brokers;
  const { resources } = await withAdmin(stack.kafka, logger, (admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: BROKER, name: String(broker?.nodeId), configNames: ['log.dirs'] }],
    }),
  );
  const dir = resources[0]?.configEntries[0]?.configValue ?? '';
  const partition = join(dir, `${stack.prefix}${topic}-${partitionFor(id)}`);
  const files = (await readdir(partition)).filter((name) => name.includes('.log'));
  const contents = await Promise.all(
    files.map((name) => readFile(join(partition, name), 'latin1').catch(ignoreRemoved)),
  );
  return contents.join('');
}

/** The cleaner replaces segments while they are read. */
function ignoreRemoved(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

async function compactSoon(): Promise<void> {
  for (const { name } of [topics.raw, topics.annotated])
    await setTopicConfig(stack.kafka, logger, name, {
      'segment.ms': '100',
      'min.cleanable.dirty.ratio': '0.001',
      'max.compaction.lag.ms': '100',
      'delete.retention.ms': '100',
      'file.delete.delay.ms': '100',
    });
}

/** Writes to the article's partition: the cleaner leaves the segment alone that is being written. */
async function writeBeside(revision: number): Promise<void> {
  const beside = Array.from({ length: 1000 }, (_, n) => n.toString(16).padStart(64, 'e')).find(
    (each) => partitionFor(each) === partitionFor(id),
  );
  await raw.publish([{ value: aRawArticle({ id: beside ?? '', url: null, revision }) }]);
}

async function document(articleId: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const path = `{prefix}articles-write/_doc/${articleId}`;
  return (await stack.openSearch<{ _source?: Record<string, unknown> }>('GET', path))._source;
}

async function countOf(alias: string, query: object): Promise<number> {
  await stack.openSearch('POST', `{prefix}${alias}/_refresh`);
  return (await stack.openSearch<{ count: number }>('POST', `{prefix}${alias}/_count`, { query })).count;
}

const named = { query_string: { query: `*${SECRET}*` } };

async function indexed(articleId: string, title: RegExp): Promise<void> {
  await eventually(`${title} is indexed`, async () =>
    title.test(String((await document(articleId))?.['title'])),
  );
}

describe('a purge', () => {
  it('refuses what is not an article id', async () => {
    const { code, stderr } = await command(stack, 'indexer', 'purge', 'Quillborough');

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'purge: Expected an article id of 64 hexadecimal digits, found Quillborough.\n',
    });
  });

  it('reports an article that nobody knows', async () => {
    const { code, stdout } = await command(stack, 'indexer', 'purge', 'f'.repeat(64), '--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ articles: [], unknown: ['f'.repeat(64)] });
  });

  it('is honoured by reannotate while the topics still hold the text', async () => {
    const early = articleIdOf(PRODUCER, 'early');
    await stack.push(withSecret('early', 'First'));
    await indexed(early, /First/);
    expect(await gazette(stack, 'indexer', 'purge', early)).toMatchObject({ deleted: 1, left: [] });

    const { code, stderr } = await command(stack, 'annotator', 'reannotate', '--json');
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });

    expect(await gazette(stack, 'indexer', 'purge', early, '--dry-run')).toMatchObject({
      tombstones: { 'articles.raw': 0, 'articles.annotated': 0 },
    });
    expect(await document(early)).toMatchObject({ deleted: true });
  });

  it('removes every text from the indices and, once compacted, from the log segments', async () => {
    await compactSoon();
    await stack.push(withSecret('secret', 'First'), { 'Idempotency-Key': 'once' });
    await stack.push({ externalId: 'harmless', title: 'The harbour is open', body: 'Ships call every day.' });
    await inbox.publish([
      {
        value: anIncomingArticle({ externalId: 'secret', url: null, title: `Second words of ${SECRET}` }),
        headers: { producer: PRODUCER },
      },
      {
        value: anIncomingArticle({
          externalId: 'secret',
          url: null,
          title: `Impossible words of ${SECRET}`,
          publishedAt: Date.UTC(2999, 0, 1),
        }),
        headers: { producer: PRODUCER },
      },
    ]);
    await indexed(id, /Second/);
    await indexed(other, /harbour/);
    await eventually('the dead letter is indexed', async () => {
      const letters = await deadLetters(stack, 'list', '--stage', 'fetcher-inbox');
      return letters.length === 1;
    });
    for (const { name } of [topics.raw, topics.annotated]) expect(await segments(name)).toContain(SECRET);

    const planned = await gazette(stack, 'indexer', 'purge', id, '--dry-run');
    expect(planned).toMatchObject({ dryRun: true, deleted: 1, deadLetters: 1, idempotencyKeys: 1 });
    expect(await document(id)).toMatchObject({ deleted: false });

    const purged = await gazette(stack, 'indexer', 'purge', id);
    expect(purged).toMatchObject({
      articles: [id],
      unknown: [],
      deleted: 1,
      tombstones: { 'articles.raw': 2, 'articles.annotated': 2 },
      deadLetters: 1,
      idempotencyKeys: 1,
      left: [],
    });
    expect(purged['otherCopies']).toMatchObject({ snapshots: [] });

    expect(await document(id)).toMatchObject({ deleted: true, externalId: 'secret' });
    expect(await document(other)).toMatchObject({ deleted: false });
    for (const alias of ['articles-write', 'persons', 'dead-letters'])
      expect({ alias, count: await countOf(alias, named) }).toEqual({ alias, count: 0 });
    let revision = 1000;
    await eventually(
      'no log segment holds the text',
      async () => {
        revision += 1;
        await writeBeside(revision);
        await sleep(200);
        return !`${await segments(topics.raw.name)}${await segments(topics.annotated.name)}`.includes(SECRET);
      },
      90_000,
    );
  });

  it('cannot be undone by redelivery, a redrive, reannotate or reindex', async () => {
    await stack.services.fetcher.stop();
    await withAdmin(stack.kafka, logger, (admin) =>
      admin.resetOffsets({
        groupId: `${stack.prefix}fetcher-inbox`,
        topic: `${stack.prefix}${topics.inbox.name}`,
        earliest: true,
      }),
    );
    const fetcher = await stack.start('fetcher');
    await eventually('the inbox is read again', async () => {
      const letters = await deadLetters(stack, 'list', '--stage', 'fetcher-inbox');
      return letters.length === 1;
    });

    await deadLetters(stack, 'redrive', '--all');
    const { code } = await command(stack, 'annotator', 'reannotate', '--json');
    expect(code).toBe(0);
    expect(await gazette(stack, 'indexer', 'reindex')).toMatchObject({ moved: true, same: true });

    expect(await document(id)).toMatchObject({ deleted: true });
    expect(await countOf('articles-write', named)).toBe(0);
    expect(await gazette(stack, 'indexer', 'purge', '--deleted-before', '2999-01-01')).toMatchObject({
      deleted: 0,
      left: [],
    });
    await fetcher.stop();
  });
});
