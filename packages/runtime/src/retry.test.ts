import { describe, expect, it, jest } from '@jest/globals';
import { createHealth } from './health.ts';
import { NotYetError, retryForever } from './retry.ts';
import { createLogger } from './telemetry.ts';

describe('retryForever', () => {
  it.each([
    { unreadyWhileHanging: true, reason: 'orders has waited for an answer for more than 4 s.' },
    { unreadyWhileHanging: false, reason: null },
  ])(
    'turns readiness off for a hanging attempt only if unreadyWhileHanging is set ($unreadyWhileHanging)',
    async ({ unreadyWhileHanging, reason }) => {
      jest.useFakeTimers();
      try {
        const health = createHealth();
        let answer: (text: string) => void = () => undefined;
        const result = retryForever(() => new Promise<string>((resolve) => (answer = resolve)), {
          ...{ task: 'orders', health, unreadyWhileHanging },
          logger: createLogger('test', 'silent'),
          signal: new AbortController().signal,
        });

        jest.advanceTimersByTime(3999);
        expect(health.notReady()).toBeNull();
        jest.advanceTimersByTime(2);
        expect(health.notReady()).toBe(reason);
        answer('done');

        expect(await result).toBe('done');
        expect(health.notReady()).toBeNull();
      } finally {
        jest.useRealTimers();
      }
    },
  );

  it('stays ready while work waits for other work of the pipeline', async () => {
    const health = createHealth();
    const stopping = new AbortController();
    let attempts = 0;
    const waiting = retryForever(
      () => {
        attempts += 1;
        if (attempts === 5) stopping.abort(new Error('seen enough'));
        return Promise.reject(new NotYetError('earlier messages are not indexed'));
      },
      { task: 'orders', health, logger: createLogger('test', 'silent'), signal: stopping.signal },
    );

    await expect(waiting).rejects.toThrow('seen enough');
    expect(attempts).toBe(5);
    expect(health.notReady()).toBeNull();
  });
});
