import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deploy } from '@gazette/infra';
import { createLogger, publisher, type Publisher } from '@gazette/runtime';
import { topics, type RawArticle } from '@gazette/schemas';
import { aRawArticle } from '@gazette/schemas/testing';
import { gazette } from '../support/operator.ts';
import { eventually, startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let raw: Publisher<RawArticle>;
let index: string;

beforeAll(async () => {
  stack = await startStack();
  raw = publisher(stack.kafka, topics.raw, createLogger('test', 'silent'));
  index = `${stack.prefix}articles-v1`;
});

afterAll(async () => {
  await raw.stop();
  await stack.stop();
});

/** Writes to articles.raw directly, since the fetcher accepts nothing during some of these faults. */
async function publish(title: string): Promise<void> {
  const id = createHash('sha256').update(title).digest('hex');
  const body = `Some words of ${title}.`;
  await raw.publish([{ value: aRawArticle({ id, url: null, revision: Date.now(), title, body }) }]);
}

async function readiness(): Promise<{ status: number; reason: string }> {
  const response = await fetch(`${stack.services.indexer.url}/ready`);
  const { reason = '' } = (await response.json()) as { reason?: string };
  return { status: response.status, reason };
}

async function deadLetterCount(): Promise<number> {
  return (await stack.openSearch<{ count: number }>('GET', '{prefix}dead-letters/_count')).count;
}

describe('a fault of the articles index', () => {
  const other = (): string => `${stack.prefix}another-index`;
  const alias = (): object => ({ index: other(), alias: `${stack.prefix}articles-write` });
  const settings = (block: string, value: boolean | null) =>
    stack.openSearch('PUT', `${index}/_settings`, { [`index.blocks.${block}`]: value });

  it.each([
    {
      name: 'two',
      case: 'the write alias names two indices',
      inject: async () => {
        await stack.openSearch('PUT', other());
        await stack.openSearch('POST', '_aliases', { actions: [{ add: alias() }] });
      },
      hint: 'npx gazette reindex',
      fix: () => stack.openSearch('POST', '_aliases', { actions: [{ remove: alias() }] }),
    },
    {
      name: 'closed',
      case: 'the index is closed',
      inject: () => stack.openSearch('POST', `${index}/_close`),
      hint: 'Open',
      fix: () => stack.openSearch('POST', `${index}/_open`),
    },
    {
      name: 'readonly',
      case: 'the index is read-only',
      inject: () => settings('read_only', true),
      hint: 'Lift the block',
      fix: () => settings('read_only', false),
    },
    {
      name: 'flood',
      case: 'the disk is full',
      inject: () => settings('read_only_allow_delete', true),
      hint: 'flood-stage watermark',
      fix: () => settings('read_only_allow_delete', null),
    },
  ])(
    'the indexer reports the fault and writes no dead letter while $case',
    async ({ name, inject, hint, fix }) => {
      await publish(`before${name}`);
      await eventually(
        'the indexer works',
        async () => (await stack.search({ text: `before${name}` })).total === 1,
      );
      // The fault begins right after a check that found nothing wrong.
      await inject();
      await publish(`during${name}`);

      await eventually('the indexer reports the fault', async () =>
        (await readiness()).reason.includes(hint),
      );

      await fix();
      await eventually(
        'the article is searchable',
        async () => (await stack.search({ text: `during${name}` })).total === 1,
      );
      await eventually('the indexer is ready', async () => (await readiness()).status === 200);
      expect(await deadLetterCount()).toBe(0);
    },
  );

  it('a deploy after the index is deleted lets the indexer resume and advises a reindex', async () => {
    await stack.openSearch('DELETE', index);
    await publish('lost');
    await eventually('the indexer names the commands to run', async () => {
      const { reason } = await readiness();
      return reason.includes('npx gazette deploy') && reason.includes('npx gazette reindex');
    });

    const { advice } = await deploy({ ...stack.engines, prefix: stack.prefix, singleBroker: true });

    expect(advice).toEqual([expect.stringContaining('npx gazette reindex')]);
    await eventually('it is searchable', async () => (await stack.search({ text: 'lost' })).total === 1);
    await eventually('the indexer is ready', async () => (await readiness()).status === 200);
    expect((await stack.search({ text: 'beforetwo' })).total).toBe(0);
    expect(await gazette(stack, 'indexer', 'reindex', '--delete-old')).toMatchObject({ same: true });
    expect((await stack.search({ text: 'beforetwo' })).total).toBe(1);
    expect(await deadLetterCount()).toBe(0);
  });

  it('deploy does not guess which of two indices is meant', async () => {
    await stack.openSearch('PUT', other());
    await stack.openSearch('POST', '_aliases', { actions: [{ add: alias() }] });

    await expect(deploy({ ...stack.engines, prefix: stack.prefix, singleBroker: true })).rejects.toThrow(
      'npx gazette reindex',
    );

    expect(await gazette(stack, 'indexer', 'reindex', '--delete-old')).toMatchObject({ same: true });
    await expect(
      deploy({ ...stack.engines, prefix: stack.prefix, singleBroker: true }),
    ).resolves.toMatchObject({ advice: [] });
  });
});
