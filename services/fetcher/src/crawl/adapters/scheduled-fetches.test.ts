import { describe, expect, it } from '@jest/globals';
import { aPage } from '@gazette/schemas/testing';
import type { PoliteGet } from './polite-get.ts';
import { ScheduledFetches } from './scheduled-fetches.ts';
import { ReplacedError } from './waiting-pages.ts';

const gone: PoliteGet = (url, _options, turn) => {
  turn.onEntered?.();
  return Promise.resolve({ kind: 'gone', url, status: 410 });
};

function scheduledFetches(get: PoliteGet = gone) {
  const lane = new AbortController();
  const fetches = new ScheduledFetches({
    assignment: { ownerSince: 0, confirmed: () => Promise.resolve() },
    get,
    lane,
    revisitSeconds: [],
  });
  return { fetches, lane };
}

const HOUR_MS = 60 * 60_000;
const later = aPage({ url: 'https://a.example/', notBefore: Date.now() + HOUR_MS });
const muchLater = aPage({ url: 'https://b.example/', notBefore: Date.now() + 2 * HOUR_MS });

describe('the scheduled fetches of a partition', () => {
  it('fetch a page that is due', async () => {
    const { fetches } = scheduledFetches();

    expect(await fetches.fetch('1', aPage({ notBefore: 0 }))).toMatchObject({ kind: 'refused' });
  });

  it('return a page that is evicted before it is due', async () => {
    const { fetches } = scheduledFetches();
    const first = fetches.fetch('1', later);
    const second = fetches.fetch('2', muchLater);

    fetches.evictLatestDue();
    expect(await second).toEqual({ kind: 'again', page: muchLater });
    fetches.evict('1');
    expect(await first).toEqual({ kind: 'again', page: later });
  });

  it('do not evict a page whose fetch has started', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { fetches } = scheduledFetches(async (...request) => {
      const result = gone(...request);
      await answered;
      return result;
    });
    const fetched = fetches.fetch('1', aPage({ notBefore: 0 }));
    fetches.evict('1');
    fetches.endWaiting();
    answer();

    expect(await fetched).toMatchObject({ kind: 'refused' });
  });

  it('end an older re-visit when a newer visit is scheduled', async () => {
    const { fetches } = scheduledFetches();
    const older = fetches.fetch('1', { ...later, visit: 1, discoveredAt: 100 });
    const newer = fetches.fetch('2', { ...later, discoveredAt: 200 });

    await expect(older).rejects.toThrow(ReplacedError);
    fetches.evict('2');
    expect(await newer).toMatchObject({ kind: 'again' });
  });

  it('end with the lane', async () => {
    const { fetches, lane } = scheduledFetches();
    const fetched = fetches.fetch('1', later);
    lane.abort(new Error('revoked'));

    await expect(fetched).rejects.toThrow('revoked');
  });
});
