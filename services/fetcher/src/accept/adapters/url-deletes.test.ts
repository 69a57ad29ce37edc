import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@gazette/runtime';
import type { UrlDelete } from '../from-inbox.ts';
import { createUrlDeletes } from './url-deletes.ts';

const urlDelete: UrlDelete = {
  kind: 'url-delete',
  producer: 'wire',
  url: 'https://wire.example/a',
  partition: 2,
  offset: '7',
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
    const { find } = createUrlDeletes(nothing, whenIndexed, logger);

    expect(await find(urlDelete, false)).toBeNull();
    expect(await find(urlDelete, false)).toBeNull();
    waits[0]?.();

    expect(await find(urlDelete, true)).toEqual({ ids: [], isKnownUrl: false });
    expect(waits).toHaveLength(1);
  });

  it('is written again from one of its messages only', async () => {
    const deletes = createUrlDeletes(nothing, () => new Promise(() => undefined), logger);
    await deletes.find(urlDelete, false);
    expect(deletes.isOutdated(urlDelete)).toBe(false);

    deletes.writtenTo(urlDelete, { partition: 2, offset: '9' });

    expect(deletes.isOutdated(urlDelete)).toBe(true);
    expect(deletes.isOutdated({ ...urlDelete, offset: '9' })).toBe(false);
    // Another instance wrote it since then.
    expect(deletes.isOutdated({ ...urlDelete, offset: '10' })).toBe(false);
    expect(deletes.isOutdated({ ...urlDelete, partition: 3, offset: '10' })).toBe(true);
    expect(deletes.isOutdated({ ...urlDelete, writtenAt: 101 })).toBe(false);
  });

  it('begins a new wait after one that failed', async () => {
    let attempts = 0;
    const whenIndexed = () => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('Kafka is away')) : Promise.resolve();
    };
    const { find } = createUrlDeletes(nothing, whenIndexed, logger);

    expect(await find(urlDelete, true)).toBeNull();
    expect(await find(urlDelete, true)).not.toBeNull();
  });

  it('finds no article with its own revision', async () => {
    const live = [
      { id: 'earlier', revision: 99 },
      { id: 'equal', revision: 100 },
      { id: 'later', revision: 101 },
    ];
    const { find } = createUrlDeletes(
      () => Promise.resolve({ live, deletedBefore: false }),
      () => Promise.resolve(),
      logger,
    );

    expect(await find(urlDelete, true)).toEqual({ ids: ['earlier', 'later'], isKnownUrl: true });
  });
});
