import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testEngines } from '@gazette/dev';
import { deploy } from '@gazette/infra';
import { createLogger, publisher } from '@gazette/runtime';
import { topics, type IncomingArticle } from '@gazette/schemas';
import { aRawArticle } from '@gazette/schemas/testing';
import { startHttpProxy, type HttpProxy } from '../support/http-proxy.ts';
import { numberedArticles, pushOverOneRequest } from '../support/one-request.ts';
import { eventually, startStack, type Stack } from '../support/stack.ts';

let proxy: HttpProxy;
let stack: Stack;

beforeAll(async () => {
  const engines = await testEngines();
  proxy = await startHttpProxy(engines.opensearch);
  stack = await startStack({ GAZETTE_OPENSEARCH: proxy.url });
});

afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});

const anIncomingArticle: Omit<IncomingArticle, 'title' | 'body'> = {
  kind: 'upsert',
  externalId: null,
  url: null,
  source: null,
  byline: null,
  language: 'en',
  publishedAt: null,
  publishedAtPrecision: null,
  modifiedAt: null,
};

async function readyOf(
  service: 'fetcher' | 'annotator' | 'indexer',
): Promise<{ status: number; reason: string }> {
  const response = await fetch(`${stack.services[service].url}/ready`);
  const { reason = '' } = (await response.json()) as { reason?: string };
  return { status: response.status, reason };
}

async function pushAndExpectWaiting(title: string): Promise<void> {
  const { status } = await stack.push({ externalId: title, title, body: `Some words of ${title}.` });
  expect(status).toBe(202);
}

/** Publishes an article as the fetcher would have accepted it before the fault. */
async function acceptedBefore(title: string): Promise<void> {
  const raw = publisher(stack.kafka, topics.raw, createLogger('test', 'silent'));
  await raw.publish([{ value: aRawArticle({ title, body: `Some words of ${title}.` }) }]);
  await raw.stop();
}

/** Writes to the inbox as a Kafka producer does. */
async function writeInbox(title: string): Promise<void> {
  const inbox = publisher(stack.kafka, topics.inbox, createLogger('test', 'silent'));
  const value = { ...anIncomingArticle, externalId: title, title, body: `Some words of ${title}.` };
  await inbox.publish([{ value, headers: { producer: 'e2e-inbox' } }]);
  await inbox.stop();
}

async function deadLetterCount(): Promise<number> {
  return (await stack.openSearch<{ count: number }>('GET', '{prefix}dead-letters/_count')).count;
}

describe('a configuration fault of the indexer', () => {
  it('the indexer waits while its write alias is missing and resumes after a deploy', async () => {
    const alias = { index: `${stack.prefix}articles-v1`, alias: `${stack.prefix}articles-write` };
    await stack.openSearch('POST', '_aliases', { actions: [{ remove: alias }] });
    await acceptedBefore('alias');

    const { reason } = await eventually('the indexer is not ready', async () => {
      const ready = await readyOf('indexer');
      return ready.status === 503 && ready;
    });

    expect(reason).toContain('npx gazette deploy');
    await eventually('the fetcher reports it too', async () => {
      const ready = await readyOf('fetcher');
      return ready.status === 503 && ready.reason.includes('npx gazette deploy');
    });
    const removed = await stack.call(`/articles/${'0'.repeat(64)}`, { method: 'DELETE' });
    expect(removed.status).toBe(503);
    expect(removed.body['detail']).toContain('npx gazette deploy');
    expect((await stack.search({ text: 'alias' })).total).toBe(0);
    await deploy({ ...stack.engines, prefix: stack.prefix, singleBroker: true });
    await eventually(
      'the article is searchable',
      async () => (await stack.search({ text: 'alias' })).total === 1,
    );
    await eventually('the indexer is ready', async () => (await readyOf('indexer')).status === 200);
    await eventually('the fetcher is ready', async () => (await readyOf('fetcher')).status === 200);
    expect(await deadLetterCount()).toBe(0);
  });

  it.each([401, 403])('the indexer waits while OpenSearch answers %d and then resumes', async (status) => {
    proxy.judge((method, path) => (method === 'POST' && path.includes('_bulk') ? status : 'pass'));
    await pushAndExpectWaiting(`refused${status}`);

    const { reason } = await eventually('the indexer is not ready', async () => {
      const ready = await readyOf('indexer');
      return ready.status === 503 && ready;
    });

    expect(reason).toContain(String(status));
    proxy.judge(() => 'pass');
    await eventually(
      'the article is searchable',
      async () => (await stack.search({ text: `refused${status}` })).total === 1,
    );
    await eventually('the indexer is ready', async () => (await readyOf('indexer')).status === 200);
    expect(await deadLetterCount()).toBe(0);
  });
});

describe('a configuration fault of the fetcher', () => {
  it('the fetcher accepts nothing while the write alias is missing and resumes after a deploy', async () => {
    const alias = { index: `${stack.prefix}articles-v1`, alias: `${stack.prefix}articles-write` };
    await stack.openSearch('POST', '_aliases', { actions: [{ remove: alias }] });

    const refused = await stack.push({ externalId: 'no-alias', title: 'noalias', body: 'Some words.' });

    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused.body['detail']).toContain('npx gazette deploy');
    await writeInbox('waitsforalias');
    await eventually('the fetcher is not ready', async () => (await readyOf('fetcher')).status === 503);
    await deploy({ ...stack.engines, prefix: stack.prefix, singleBroker: true });
    await eventually(
      'the article from the inbox is searchable',
      async () => (await stack.search({ text: 'waitsforalias' })).total === 1,
    );
    await eventually('the fetcher is ready', async () => (await readyOf('fetcher')).status === 200);
    expect((await stack.search({ text: 'noalias' })).total).toBe(0);
  });

  it.each([401, 403])(
    'the fetcher accepts nothing while OpenSearch answers %d and then resumes',
    async (status) => {
      proxy.judge((_method, path) => (path.includes('_mget') ? status : 'pass'));
      const article = { externalId: `door${status}`, title: `door${status}`, body: 'Some words.' };

      const refused = await stack.push(article);

      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(refused.body['detail']).toContain(`refused access (status ${status})`);
      await writeInbox(`inbox${status}`);
      const { reason } = await eventually('the fetcher is not ready', async () => {
        const ready = await readyOf('fetcher');
        return ready.status === 503 && ready;
      });
      expect(reason).toContain(String(status));
      proxy.judge(() => 'pass');
      await eventually(
        'the article from the inbox is searchable',
        async () => (await stack.search({ text: `inbox${status}` })).total === 1,
      );
      await eventually('the fetcher is ready', async () => (await readyOf('fetcher')).status === 200);
      expect((await stack.push(article)).status).toBe(202);
      expect(await deadLetterCount()).toBe(0);
    },
  );
});

describe('a fault during a bulk', () => {
  it('an aborted bulk ends with the reason, the number of processed articles and a retry delay', async () => {
    const { status, accepted, last } = await pushOverOneRequest({
      url: stack.services.fetcher.url,
      key: 'e2e-sample-key',
      articles: numberedArticles('midst', 1000),
      onAnswer: (answered) => {
        if (answered === 1) proxy.judge((_method, path) => (path.includes('_mget') ? 403 : 'pass'));
      },
    });
    proxy.judge(() => 'pass');

    expect(status).toBe(200);
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(1000);
    expect(last).toMatchObject({ status: 503, retryAfterSeconds: 5 });
    expect(last['detail']).toContain(`${accepted} articles before it were processed`);
  });
});

describe('missing registry subjects', () => {
  it('an unready service names the command that registers its subjects, and resumes after it', async () => {
    const subject = `${stack.prefix}articles.raw-value`;
    const url = `${stack.engines.registry}/subjects/${subject}`;
    await stack.services.annotator.stop();
    await fetch(url, { method: 'DELETE' });
    await fetch(`${url}?permanent=true`, { method: 'DELETE' });
    const restarted = stack.services.annotator.restart();

    const { reason } = await eventually('the annotator reports why it is not ready', async () => {
      const ready = await readyOf('annotator').catch(() => null);
      return ready?.status === 503 && ready.reason.includes('registry') && ready;
    });

    expect(reason).toContain('npx gazette schemas register');
    await deploy({ ...stack.engines, prefix: stack.prefix, singleBroker: true });
    await restarted;
    await pushAndExpectWaiting('subject');
    await eventually(
      'the article is searchable',
      async () => (await stack.search({ text: 'subject' })).total === 1,
    );
    expect(await deadLetterCount()).toBe(0);
  });
});
