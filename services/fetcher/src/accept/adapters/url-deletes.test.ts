import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@gazette/runtime';
import type { UrlDelete } from '../from-inbox.ts';
import { createFindByUrl } from './url-deletes.ts';

const urlDelete: UrlDelete = {
  kind: 'url-delete',
  producer: 'wire',
  url: 'https://wire.example/a',
  partition: 2,
  writtenAt: 100,
};
const logger = createLogger('test', 'silent');

function nothing(): Promise<{ live: []; deletedBefore: false }> {
  return Promise.resolve({ live: [], deletedBefore: false });
}

describe('a delete by URL', () => {
  it('waits once, however often it is asked about', async () => {
    const waits: (() => void)[] = [];
    const whenIndexed = () => new Promise<void>((resolve) => waits.push(resolve));
    const find = createFindByUrl(nothing, whenIndexed, logger);

    expect(await find(urlDelete, false)).toBeNull();
    expect(await find(urlDelete, false)).toBeNull();
    waits[0]?.();

    expect(await find(urlDelete, true)).toEqual({ ids: [], isKnownUrl: false });
    expect(waits).toHaveLength(1);
  });

  it('begins a new wait after one that failed', async () => {
    let attempts = 0;
    const whenIndexed = () => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('Kafka is away')) : Promise.resolve();
    };
    const find = createFindByUrl(nothing, whenIndexed, logger);

    expect(await find(urlDelete, true)).toBeNull();
    expect(await find(urlDelete, true)).not.toBeNull();
  });

  it('finds no article with its own revision', async () => {
    const live = [
      { id: 'earlier', revision: 99 },
      { id: 'equal', revision: 100 },
      { id: 'later', revision: 101 },
    ];
    const find = createFindByUrl(
      () => Promise.resolve({ live, deletedBefore: false }),
      () => Promise.resolve(),
      logger,
    );

    expect(await find(urlDelete, true)).toEqual({ ids: ['earlier', 'later'], isKnownUrl: true });
  });
});
