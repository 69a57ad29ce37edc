import { describe, expect, it } from '@jest/globals';
import { createSemaphore } from './semaphore.ts';

const never = new AbortController().signal;

describe('a semaphore', () => {
  it('admits as many as it has slots, then in order of arrival, except that a priority entry goes first', async () => {
    const semaphore = createSemaphore(1);
    const order: string[] = [];
    const leave = await semaphore.enter(never);
    const waiting = [
      { name: 'a', first: false },
      { name: 'b', first: false },
      { name: 'feed', first: true },
    ].map(async ({ name, first }) => {
      const end = await semaphore.enter(never, first);
      order.push(name);
      end();
    });

    leave();
    await Promise.all(waiting);

    expect(order).toEqual(['feed', 'a', 'b']);
    expect(semaphore.isIdle()).toBe(true);
  });

  it('forgets an entry aborted while waiting, and frees each slot only once', async () => {
    const semaphore = createSemaphore(1);
    const leave = await semaphore.enter(never);
    const ending = new AbortController();
    const gone = semaphore.enter(ending.signal);
    ending.abort(new Error('evicted'));
    await expect(gone).rejects.toThrow('evicted');

    leave();
    leave();

    const next = await semaphore.enter(never);
    expect(semaphore.isIdle()).toBe(false);
    next();
    expect(semaphore.isIdle()).toBe(true);
  });
});
