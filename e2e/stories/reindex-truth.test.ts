import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, publisher, type Publisher } from '@gazette/runtime';
import { documentVersion, topics, type AnnotatedArticle } from '@gazette/schemas';
import { anAnnotatedArticle } from '@gazette/schemas/testing';
import { deadLetters, gazette } from '../support/operator.ts';
import { eventually, startStack, type Stack } from '../support/stack.ts';

const LARGEST_TERM_BYTES = 32_766;
const REVISION = 1_740_614_400_000;

let stack: Stack;
let annotated: Publisher<AnnotatedArticle>;

beforeAll(async () => {
  stack = await startStack();
  annotated = publisher(stack.kafka, topics.annotated, createLogger('test', 'silent'));
});

afterAll(async () => {
  await annotated.stop();
  await stack.stop();
});

async function publish(...articles: readonly AnnotatedArticle[]): Promise<void> {
  await annotated.publish(articles.map((value) => ({ value })));
}

async function indexBehind(alias: string): Promise<string> {
  return Object.keys(
    await stack.openSearch<Record<string, unknown>>('GET', `_alias/{prefix}${alias}`),
  ).join();
}

async function document(id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const answer = await stack.openSearch<{ _source?: Record<string, unknown> }>(
    'GET',
    `{prefix}articles-write/_doc/${id}`,
  );
  return answer._source;
}

describe('a reindex', () => {
  it('keeps the replicas that the operator chose', async () => {
    const old = await indexBehind('articles-write');
    await stack.openSearch('PUT', `${old}/_settings`, { index: { number_of_replicas: 2 } });

    await gazette(stack, 'indexer', 'reindex');

    const index = await indexBehind('articles-write');
    expect(index).not.toBe(old);
    const settings = await stack.openSearch<Record<string, { settings: { index: Record<string, string> } }>>(
      'GET',
      `${index}/_settings`,
    );
    expect(settings[index]?.settings.index['number_of_replicas']).toBe('2');
    await stack.openSearch('PUT', `${index}/_settings`, { index: { number_of_replicas: 0 } });
  });

  it('keeps the story of an article whose text has the same bands', async () => {
    const id = 'd5'.repeat(32);
    await publish(anAnnotatedArticle({ id, revision: REVISION, title: 'Of a story' }));
    await eventually('the article is indexed', async () => (await document(id)) !== undefined);
    await stack.openSearch('POST', `{prefix}articles-write/_update/${id}`, { doc: { storyId: 'a-story' } });

    await gazette(stack, 'indexer', 'reindex');

    expect((await document(id))?.['storyId']).toBe('a-story');
  });

  it('reports a newest revision that the new index refuses, writes a dead letter, and moves nothing', async () => {
    const id = 'd4'.repeat(32);
    const old = await indexBehind('articles-write');
    // The present index accepts what a new one refuses, as before a mapping became stricter.
    await stack.openSearch('PUT', `${old}/_mapping`, {
      properties: { source: { type: 'keyword', ignore_above: 20_000 } },
    });
    const accepted = anAnnotatedArticle({ id, revision: REVISION, title: 'Accepted by both' });
    const refused = anAnnotatedArticle({
      id,
      revision: REVISION + 1,
      title: 'Refused by the new index',
      source: 'x'.repeat(LARGEST_TERM_BYTES + 1),
    });
    await publish(accepted, refused);
    await eventually(
      'the newest revision is indexed',
      async () => (await document(id))?.['title'] === refused.article.title,
    );

    const answer = await gazette(stack, 'indexer', 'reindex');

    expect(answer).toMatchObject({
      moved: false,
      same: false,
      refused: 1,
      verdict: { differences: [{ id, kind: 'refused' }] },
    });
    expect(await indexBehind('articles-write')).toBe(old);
    await eventually('the dead letter can be found', async () => {
      const letters = await deadLetters(stack, 'list', '--stage', 'indexer');
      return letters.some(({ articleId, revision }) => articleId === id && revision === REVISION + 1);
    });

    const again = await gazette(stack, 'indexer', 'reindex');
    expect(again).toMatchObject({ moved: false, verdict: { differences: [{ id, kind: 'refused' }] } });
    expect(await indexBehind('articles-write')).toBe(old);

    const forced = await gazette(stack, 'indexer', 'reindex', '--force');
    expect(forced).toMatchObject({
      moved: true,
      same: false,
      verdict: { differences: [{ id, kind: 'refused' }] },
    });
    const checked = await gazette(stack, 'indexer', 'reindex', '--check');
    expect(checked).toMatchObject({ same: true, verdict: { deadLettered: 1, differences: [] } });
  });

  it('leaves no document of the old mapping when the old indexers lag behind', async () => {
    const id = 'd6'.repeat(32);
    await stack.services.indexer.stop();
    const old = await indexBehind('articles-write');
    const article = anAnnotatedArticle({ id, revision: REVISION, title: 'Of the new mapping' });
    await publish(article);
    await stack.openSearch('PUT', `${old}/_mapping`, { _meta: { generation: 0, hash: 'another' } });

    const reindexing = gazette(stack, 'indexer', 'reindex');
    while ((await indexBehind('articles-write')) === old) await sleep(20);
    // An indexer of the old release works off its backlog: the same version, in its own format.
    const version = documentVersion(article.article, article.annotatorRevision);
    await stack.openSearch(
      'PUT',
      `{prefix}articles-write/_doc/${id}?version_type=external_gte&version=${version}`,
      { ...(await document(id)), title: 'Of the old mapping' },
    );
    expect((await document(id))?.['title']).toBe('Of the old mapping');

    expect(await reindexing).toMatchObject({ moved: true, same: true });
    expect((await document(id))?.['title']).toBe('Of the new mapping');
    await stack.start('indexer');
  });
});
