import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, publisher } from '@gazette/runtime';
import { topics, type RawArticle } from '@gazette/schemas';
import { aRawArticle } from '@gazette/schemas/testing';
import { eventually, startStack, type Stack } from '../support/stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

const story = {
  externalId: 'budget-1',
  title: 'Chancellor sets out her budget',
  body: 'Rachel Reeves said on Wednesday that income tax would not rise. The budget will be voted on next week.',
  publishedAt: '2025-03-26',
};

interface Stored {
  readonly _version: number;
  readonly _source: {
    readonly revision: number;
    readonly title?: string;
    readonly body?: string;
    readonly deleted: boolean;
  };
}

async function stored(id: string): Promise<Stored | null> {
  const found = await stack.openSearch<Partial<Stored>>('GET', `{prefix}articles-write/_doc/${id}`);
  return found._source ? (found as Stored) : null;
}

async function replayRaw(articles: readonly RawArticle[]): Promise<void> {
  const raw = publisher(stack.kafka, topics.raw, createLogger('test', 'silent'));
  await raw.publish(articles.map((value) => ({ value })));
  await raw.stop();
}

describe('the life of an article', () => {
  let id = '';
  let first = 0;

  it('a repeated push creates no second document and no new revision', async () => {
    const push = await stack.push(story);
    id = String(push.body['id']);
    first = Number(push.body['revision']);
    await eventually(
      'it is searchable',
      async () => (await stack.search({ text: 'income tax' })).total === 1,
    );

    const again = await stack.push(story);

    expect(again).toMatchObject({ status: 200, body: { id, revision: first, unchanged: true } });
    expect((await stack.search({ text: 'income tax' })).total).toBe(1);
  });

  it('a correction replaces the old text', async () => {
    const { body } = await stack.push({
      ...story,
      body: 'Rachel Reeves said on Wednesday that fuel duty would not rise.',
    });

    expect(body['id']).toBe(id);
    expect(Number(body['revision'])).toBeGreaterThan(first);
    await eventually(
      'the correction is searchable',
      async () => (await stack.search({ text: 'fuel duty' })).total === 1,
    );
    expect((await stack.search({ text: 'income tax' })).total).toBe(0);
  });

  it('a replay of an old revision does not undo a correction', async () => {
    const before = await stored(id);
    await replayRaw([aRawArticle({ id, revision: first, title: story.title, body: story.body })]);
    await afterReplay();

    expect(await stored(id)).toEqual(before);
  });

  it('a replay does not restore a deleted article', async () => {
    // OpenSearch forgets deletes at once here, so only the tombstone document can stop an old revision.
    await stack.openSearch('PUT', '{prefix}articles-write/_settings', { 'index.gc_deletes': '0s' });
    const { status, body } = await stack.call(`/articles/${id}`, { method: 'DELETE' });
    expect(status).toBe(202);
    await eventually('it is deleted', async () => (await stored(id))?._source.deleted ?? false);
    await eventually(
      'no search shows it',
      async () => (await stack.search({ text: 'fuel duty' })).total === 0,
    );

    await eventually('autocomplete no longer lists a person without articles', async () => {
      const response = await fetch(`${stack.services.search.url}/api/persons?prefix=rachel`);
      return !(await response.text()).includes('rachel-reeves');
    });

    await replayRaw([
      aRawArticle({ id, revision: Number(body['revision']) - 1, title: story.title, body: story.body }),
    ]);
    await afterReplay();

    expect((await stored(id))?._source).toMatchObject({ deleted: true, revision: body['revision'] });
    expect((await stored(id))?._source).not.toHaveProperty('body');
    expect((await stack.call(`/articles/${id}`)).body).toMatchObject({ state: 'deleted' });
  });

  it('another producer cannot delete the article', async () => {
    const { status, body } = await stack.call(`/articles/${id}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer another-key-of-e2e' },
    });

    expect(status).toBe(403);
    expect(body['detail']).toContain('other');
  });

  /** Waits until the consumers have committed the replayed message and a marker behind it. */
  async function afterReplay(): Promise<void> {
    const marker = aRawArticle({ id, revision: first + 1, title: 'marker', body: 'marker' });
    await replayRaw([marker]);
    await eventually(
      'annotator and indexer have committed everything',
      async () => (await totalLag(stack)) === 0,
    );
  }
});

describe('a text that is restored after a correction', () => {
  const article = { externalId: 'back-and-forth', title: 'Back and forth' };
  const first = { ...article, body: 'The minister stays in office.' };
  const second = { ...article, body: 'The minister leaves office.' };

  it('a restored text wins over an unindexed correction that another instance accepted', async () => {
    const other = await stack.start('fetcher');
    const { id, revision } = (await stack.push(first)).body;
    await eventually('it is indexed', async () => (await stored(String(id)))?._source.revision === revision);
    stack.services.annotator.kill('SIGSTOP');
    const correction = await fetch(`${other.url}/articles`, {
      method: 'POST',
      headers: { authorization: 'Bearer e2e-sample-key', 'content-type': 'application/json' },
      body: JSON.stringify(second),
    });
    expect(correction.status).toBe(202);

    const back = await stack.push(first);

    expect(back.status).toBe(202);
    stack.services.annotator.kill('SIGCONT');
    await eventually(
      'the last accepted text is indexed',
      async () => (await stored(String(id)))?._source.revision === back.body['revision'],
    );
    expect((await stored(String(id)))?._source.body).toBe(first.body);
  });
});

/** The number of messages in articles.raw and articles.annotated that are not committed. */
async function totalLag({ engines, prefix }: Stack): Promise<number> {
  const { committedOffsets, offsetBounds } = await import('@gazette/runtime');
  const config = { brokers: [engines.kafka], prefix };
  const logger = createLogger('test', 'silent');
  let behind = 0n;
  for (const { group, topic } of [
    { group: 'annotator', topic: topics.raw.name },
    { group: 'indexer', topic: topics.annotated.name },
  ]) {
    const ends = await offsetBounds(config, logger, topic);
    for (const [partition, { offset }] of await committedOffsets(config, logger, { group, topic })) {
      const end = ends.get(partition) ?? { low: 0n, high: 0n };
      if (end.high > 0n) behind += end.high - (offset ?? 0n);
    }
  }
  return Number(behind);
}
