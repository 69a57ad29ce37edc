import { describe, expect, it } from '@jest/globals';
import { createInFlight } from './in-flight.ts';

function begun(...offsets: readonly number[]) {
  const inFlight = createInFlight();
  for (const offset of offsets) inFlight.begin(String(offset));
  return inFlight;
}

describe('the offsets in flight', () => {
  it('are never committed past an unfinished one, and report how many are open', () => {
    const inFlight = begun(5, 6, 7);

    inFlight.end('6');
    inFlight.end('7');
    expect([inFlight.finishedUpTo(), inFlight.size(), inFlight.firstUnfinished()]).toEqual(['4', 1, '5']);

    inFlight.end('5');
    expect([inFlight.finishedUpTo(), inFlight.size(), inFlight.firstUnfinished()]).toEqual(['7', 0, null]);
  });

  it('skip the gaps between offsets', () => {
    const inFlight = begun(5, 9, 20);
    inFlight.end('5');
    expect(inFlight.finishedUpTo()).toBe('8');

    inFlight.end('20');
    inFlight.end('9');
    expect(inFlight.finishedUpTo()).toBe('20');
  });

  it('are full when a thousand follow the first unfinished one, finished or not', () => {
    const inFlight = begun(0);
    let offset = 0;
    while (!inFlight.isFull()) {
      offset += 1;
      inFlight.begin(String(offset));
      inFlight.end(String(offset));
    }
    expect(offset).toBe(999);

    inFlight.end('0');
    expect([inFlight.isFull(), inFlight.finishedUpTo()]).toEqual([false, '999']);
  });
});
