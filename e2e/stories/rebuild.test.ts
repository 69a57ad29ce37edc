import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deploy } from '@gazette/infra';
import { createLogger, offsetBounds, publisher, replay, withAdmin, setTopicConfig } from '@gazette/runtime';
import { partitionFor, topics, type RawArticle } from '@gazette/schemas';
import { aRawArticle } from '@gazette/schemas/testing';
import { command, gazette } from '../support/operator.ts';
import { eventually, startStack, type Stack } from '../support/stack.ts';

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
/** Its date is out of range, so it cannot be annotated. */
const timeless = aRawArticle({ id: '9'.repeat(64), url: null, publishedAt: 9e15 });

async function publishRaw(...articles: readonly RawArticle[]): Promise<void> {
  const raw = publisher(stack.kafka, topics.raw, logger);
  await raw.publish(articles.map((value) => ({ value })));
  await raw.stop();
}

async function keysOf(topic: string): Promise<readonly string[]> {
  const keys: string[] = [];
  await replay(stack.kafka, {
    topic,
    onMessages: (messages) => {
      keys.push(...messages.map(({ key }) => key?.toString() ?? ''));
      return Promise.resolve();
    },
    logger,
  });
  return keys;
}

/** The end offset of each partition of articles.annotated. */
async function ends(): Promise<ReadonlyMap<number, bigint>> {
  const bounds = await offsetBounds(stack.kafka, logger, topics.annotated.name);
  return new Map([...bounds].map(([partition, { high }]) => [partition, high]));
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

describe('the topics as the log of record', () => {
  it('compaction keeps every revision, and an old revision written last hides no newer one', async () => {
    for (const { name, maxBytes } of [topics.raw, topics.annotated]) {
      await setTopicConfig(stack.kafka, logger, name, {
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

    // As after a redrive, the oldest revisions are written last. The cleaner only compacts closed segments,
    // so later writes must follow.
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

  it('a reindex from articles.annotated moves the aliases and keeps the deletes', async () => {
    const { index, ...rest } = await gazette(stack, 'indexer', 'reindex', '--delete-old');

    expect(rest).toMatchObject({
      same: true,
      moved: true,
      refused: 0,
      verdict: { articles: 1, deleted: 1, inLog: 2, differences: [] },
    });
    const aliases = await stack.openSearch<Record<string, unknown>>('GET', '_alias/{prefix}articles');
    expect(Object.keys(aliases)).toEqual([index]);
    expect(await stored(kept.id)).toMatchObject({ revision: 2000, body: kept.body });
    expect(await stored(gone.id)).toMatchObject({ deleted: true });
    expect((await stack.search({ text: 'second text' })).total).toBe(1);
  });

  it('a reindex restores a lost index completely', async () => {
    const [index = ''] = Object.keys(
      await stack.openSearch<Record<string, unknown>>('GET', '_alias/{prefix}articles'),
    );
    await stack.openSearch('DELETE', index);

    const answer = await gazette(stack, 'indexer', 'reindex');

    expect(answer).toMatchObject({ same: true, old: [], verdict: { articles: 1, deleted: 1, inLog: 2 } });
    expect(await stored(kept.id)).toMatchObject({ revision: 2000 });
    await eventually('new articles are indexed', async () => {
      await stack.push({ externalId: 'after', title: 'After the loss', body: 'Work continues.' });
      return (await stack.search({ text: 'loss' })).total === 1;
    });
  });

  it('a check reports each document that differs from the topic', async () => {
    expect(await gazette(stack, 'indexer', 'reindex', '--check')).toMatchObject({ same: true });
    const document = `{prefix}articles-write/_doc/`;
    const found = await stack.openSearch<{ _source: object }>('GET', document + kept.id);
    await stack.openSearch('PUT', document + 'e'.repeat(64), { ...found._source, id: 'e'.repeat(64) });
    await stack.openSearch('PUT', document + kept.id, { ...found._source, revision: 1999 });
    await stack.openSearch('DELETE', document + gone.id);

    const { same, verdict } = await gazette(stack, 'indexer', 'reindex', '--check');

    expect(same).toBe(false);
    expect(verdict).toMatchObject({
      differences: expect.arrayContaining([
        expect.objectContaining({ id: kept.id, kind: 'stale' }),
        expect.objectContaining({ id: gone.id, kind: 'missing' }),
        expect.objectContaining({ id: 'e'.repeat(64), kind: 'unknown' }),
      ]),
    });
    expect(await gazette(stack, 'indexer', 'reindex', '--delete-old', '--force')).toMatchObject({
      same: true,
    });
    expect(await gazette(stack, 'indexer', 'reindex', '--check')).toMatchObject({ same: true });
  });

  it('reannotate publishes new annotations of the articles in articles.raw', async () => {
    const answer = await gazette(stack, 'annotator', 'reannotate', '--since', '1970-01-01');

    expect(Number(answer['published'])).toBeGreaterThanOrEqual(5);
    expect(answer['refused']).toBe(0);
    expect(answer['missing']).toEqual([]);
    expect(await stored(kept.id)).toMatchObject({ revision: 2000, body: kept.body });
  });

  it('reannotate --issue processes only articles with that issue and rejects an unknown issue', async () => {
    const tariffs = aRawArticle({
      id: 'f'.repeat(64),
      url: null,
      title: 'Tariffs on steel',
      body: 'The tariffs on steel imports start a trade war, ministers said. The tariffs will hurt exporters.',
    });
    await publishRaw(tariffs);
    await eventually('the article is indexed', async () => (await stored(tariffs.id)) !== null);

    const answer = await gazette(stack, 'annotator', 'reannotate', '--issue', 'tariffs');

    expect(answer).toMatchObject({ published: 1, refused: 0, missing: [] });
    expect(Number(answer['read'])).toBeGreaterThanOrEqual(6);
    await expect(gazette(stack, 'annotator', 'reannotate', '--issue', 'tarif')).rejects.toThrow(
      'found tarif. Did you mean tariffs?',
    );
  });

  it('an article that cannot be annotated is reported and does not block the others', async () => {
    await publishRaw(timeless);

    const { code, stdout } = await command(stack, 'annotator', 'reannotate', '--json');
    const answer = JSON.parse(stdout) as Record<string, unknown>;

    expect(code).toBe(1);
    expect(answer).toMatchObject({
      published: Number(answer['read']) - 1,
      refused: 0,
      failed: [{ id: timeless.id, reason: expect.stringContaining('publishedAt: expected milliseconds') }],
      missing: [],
    });
  });

  it('lost annotations and a lost index are restored from articles.raw alone', async () => {
    const { engines, prefix, services } = stack;
    const topic = prefix + topics.annotated.name;
    const documents = await everyDocument();
    const before = await ends();
    await withAdmin(stack.kafka, logger, (admin) => admin.deleteTopics({ topics: [topic] }));
    const aliased = await stack.openSearch<Record<string, unknown>>('GET', '_alias/{prefix}articles');
    await stack.openSearch('DELETE', Object.keys(aliased).join(','));

    await services.indexer.stop();
    const deployed = await deploy({ ...engines, prefix, singleBroker: true });
    const annotated = await gazette(stack, 'annotator', 'reannotate');
    const rebuilt = await gazette(stack, 'indexer', 'reindex', '--delete-old');
    // Kafka drops the committed offsets of a deleted topic; a member that stops late may commit them again.
    const partitions = [...before].map(([partition, end]) => ({ partition, offset: end.toString() }));
    await withAdmin(stack.kafka, logger, (admin) =>
      admin.setOffsets({ groupId: `${prefix}indexer`, topic, partitions }),
    );
    await services.indexer.restart();

    expect(deployed.topics).toEqual([topic]);
    expect(annotated).toMatchObject({
      published: Number(annotated['read']) - 1,
      failed: [{ id: timeless.id }],
      missing: [],
    });
    expect(rebuilt).toMatchObject({ same: true, verdict: { inLog: documents.length, differences: [] } });
    expect(await everyDocument()).toEqual(documents);
    const place = partitionFor(kept.id);
    expect((await ends()).get(place)).toBeLessThan(before.get(place) ?? 0n);
    await publishRaw({ ...kept, revision: 4000, body: 'Corrected once more.' });
    await eventually(
      'a correction is indexed although the committed offset is beyond the end',
      async () => (await stored(kept.id))?.revision === 4000,
    );
    await stack.push({ externalId: 'later', title: 'After the disaster', body: 'Work continues.' });
    await eventually(
      'an article pushed afterwards is searchable',
      async () => (await stack.search({ text: 'disaster' })).total === 1,
    );
    expect(await gazette(stack, 'indexer', 'reindex', '--check')).toMatchObject({ same: true });
  });
});

/** Every document without its story id, which depends on the order of arrival. */
async function everyDocument(): Promise<readonly object[]> {
  await stack.openSearch('POST', '{prefix}articles-write/_refresh');
  const { hits } = await stack.openSearch<{ hits: { hits: readonly { _source: Found }[] } }>(
    'POST',
    '{prefix}articles-write/_search?size=1000&sort=id',
  );
  return hits.hits.map(({ _source }) => ({ ..._source, storyId: null }));
}
