import { describe, expect, it } from '@jest/globals';
import { aPage } from '@gazette/schemas/testing';
import { createWaitingPages } from './waiting-pages.ts';

function waitingPages() {
  const waiting = createWaitingPages();
  const ended: string[] = [];
  return {
    waiting,
    ended,
    add: (offset: string, page: Parameters<typeof aPage>[0]) =>
      waiting.add({
        offset,
        page: aPage(page),
        end: () => {
          ended.push(offset);
        },
      }),
  };
}

describe('pages that wait', () => {
  it('make room by evicting the one with the latest notBefore', () => {
    const { waiting, add } = waitingPages();
    add('1', { url: 'https://a.example/', notBefore: 10 });
    add('2', { url: 'https://b.example/', notBefore: 30 });
    add('3', { url: 'https://c.example/', notBefore: 20 });

    expect(waiting.latestDue()?.offset).toBe('2');
    waiting.delete('2');
    expect(waiting.latestDue()?.offset).toBe('3');
  });

  it('keep one series of visits per page: an edit ends the older series in either order', () => {
    const { ended, add } = waitingPages();
    add('1', { visit: 1, discoveredAt: 100 });

    expect(add('2', { visit: 0, discoveredAt: 200 })).toBe(true);
    expect(ended).toEqual(['1']);
    expect(add('3', { visit: 2, discoveredAt: 100 })).toBe(false);
    expect(ended).toEqual(['1']);
  });

  it('never drop a first visit', () => {
    const { ended, add } = waitingPages();
    add('1', { visit: 0, discoveredAt: 100 });

    expect(add('2', { visit: 0, discoveredAt: 50 })).toBe(true);
    expect(ended).toEqual([]);
  });
});
