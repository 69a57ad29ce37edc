import { setImmediate as nextTurn } from 'node:timers';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';

/** A pause in progress: its length, and how to end it. */
interface Pause {
  readonly ms: number;
  readonly end: () => void;
}

const pauses: Pause[] = [];
// Fake timers do not reach `node:timers/promises`.
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: pause }));
const { recheck } = await import('./recheck.ts');

function pause(ms: number, _value: undefined, { signal }: { signal: AbortSignal }): Promise<void> {
  if (pauses.length === 100) throw new Error('The loop does not stop.');
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    pauses.push({ ms, end: resolve });
  });
}

/** Waits until everything that can happen without the end of a pause or a check has happened. */
async function idle(): Promise<void> {
  await new Promise((resolve) => nextTurn(resolve));
}

async function endPause(): Promise<void> {
  pauses.at(-1)?.end();
  await idle();
}

describe('recheck', () => {
  beforeEach(() => {
    pauses.length = 0;
  });

  it('checks at once, and again after each pause of five seconds', async () => {
    const check = jest.fn(() => Promise.resolve());

    const checking = recheck(check);
    await idle();
    expect(check).toHaveBeenCalledTimes(1);
    await endPause();
    expect(check).toHaveBeenCalledTimes(2);
    await endPause();

    expect(check).toHaveBeenCalledTimes(3);
    expect(pauses.map(({ ms }) => ms)).toEqual([5000, 5000, 5000]);
    await checking.stop();
  });

  it('checks for the first time after a pause when it should start later', async () => {
    const check = jest.fn(() => Promise.resolve());

    const checking = recheck(check, 'later');
    await idle();
    expect(check).not.toHaveBeenCalled();
    await endPause();

    expect(check).toHaveBeenCalledTimes(1);
    await checking.stop();
  });

  it('starts a pause only when the check has ended', async () => {
    let endCheck: () => void = () => undefined;
    const checking = recheck(() => new Promise((resolve) => (endCheck = resolve)));
    await idle();
    expect(pauses).toEqual([]);

    endCheck();
    await idle();

    expect(pauses).toHaveLength(1);
    await checking.stop();
  });

  it('stops within a pause without another check', async () => {
    const check = jest.fn(() => Promise.resolve());
    const checking = recheck(check);
    await idle();

    await checking.stop();
    await endPause();

    expect(check).toHaveBeenCalledTimes(1);
  });

  it('never checks when it is stopped before a first check that should start later', async () => {
    const check = jest.fn(() => Promise.resolve());

    await recheck(check, 'later').stop();

    expect(check).not.toHaveBeenCalled();
  });

  it('waits for a check in progress when it is stopped', async () => {
    let endCheck: () => void = () => undefined;
    let stopped = false;
    const checking = recheck(() => new Promise((resolve) => (endCheck = resolve)));

    const stopping = checking.stop().then(() => (stopped = true));
    await idle();
    expect(stopped).toBe(false);
    endCheck();
    await stopping;

    expect(stopped).toBe(true);
  });
});
