import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deploy } from '@gazette/infra';
import { createLogger, publisher, type Publisher } from '@gazette/runtime';
import { topics, type RawArticle } from '@gazette/schemas';
import { aRawArticle } from '@gazette/schemas/testing';
import { eventually, gazette, startStack, type Stack } from '../support/stack.ts';

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

/** What the fetcher has accepted; it would accept nothing during some of these faults. */
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

describe('a fault of the articles index makes no dead letter, even just after a look that found nothing wrong', () => {
  const other = (): string => `${stack.prefix}another-index`;
  const alias = (): object => ({ index: other(), alias: `${stack.prefix}articles-write` });
  const settings = (block: string, value: boolean | null) =>
    stack.openSearch('PUT', `${index}/_settings`, { [`index.blocks.${block}`]: value });

  it.each([
    {
      name: 'two',
      case: 'its write alias names two indices',
      spoil: async () => {
        await stack.openSearch('PUT', other());
        await stack.openSearch('POST', '_aliases', { actions: [{ add: alias() }] });
      },
      says: 'npx gazette reindex',
      mend: () => stack.openSearch('POST', '_aliases', { actions: [{ remove: alias() }] }),
    },
    {
      name: 'closed',
      case: 'it is closed',
      spoil: () => stack.openSearch('POST', `${index}/_close`),
      says: 'Open',
      mend: () => stack.openSearch('POST', `${index}/_open`),
    },
    {
      name: 'readonly',
      case: 'it is read-only',
      spoil: () => settings('read_only', true),
      says: 'Lift the block',
      mend: () => settings('read_only', false),
    },
    {
      name: 'flood',
      case: 'the disk is full',
      spoil: () => settings('read_only_allow_delete', true),
      says: 'flood-stage watermark',
      mend: () => settings('read_only_allow_delete', null),
    },
  ])('while $case', async ({ name, spoil, says, mend }) => {
    await publish(`before${name}`);
    await eventually(
      'the indexer has just worked',
      async () => (await stack.search({ text: `before${name}` })).total === 1,
    );
    await spoil();
    await publish(`during${name}`);

    await eventually('the indexer says what is wrong', async () => (await readiness()).reason.includes(says));

    await mend();
    await eventually(
      'the article is searchable',
      async () => (await stack.search({ text: `during${name}` })).total === 1,
    );
    await eventually('the indexer is ready', async () => (await readiness()).status === 200);
    expect(await deadLetterCount()).toBe(0);
  });

  it('when it was deleted: goes on after a deploy, which says that a reindex brings back the rest', async () => {
    await stack.openSearch('DELETE', index);
    await publish('lost');
    await eventually('the indexer says what to run', async () => {
      const { reason } = await readiness();
      return reason.includes('npx gazette deploy') && reason.includes('npx gazette reindex');
    });

    const { advice } = await deploy({ ...stack.engines, prefix: stack.prefix });

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

    await expect(deploy({ ...stack.engines, prefix: stack.prefix })).rejects.toThrow('npx gazette reindex');

    expect(await gazette(stack, 'indexer', 'reindex', '--delete-old')).toMatchObject({ same: true });
    await expect(deploy({ ...stack.engines, prefix: stack.prefix })).resolves.toMatchObject({ advice: [] });
  });
});
