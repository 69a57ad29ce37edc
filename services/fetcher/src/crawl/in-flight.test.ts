import { describe, expect, it } from '@jest/globals';
import { createInFlight } from './in-flight.ts';

function begun(offsets: readonly number[], committed = { next: 5, note: '' }) {
  const inFlight = createInFlight(committed);
  return { inFlight, fresh: offsets.filter((offset) => inFlight.begin(String(offset))) };
}

describe('the offsets in flight', () => {
  it('are never committed past an unfinished one, and report how many are open', () => {
    const { inFlight } = begun([5, 6, 7]);

    inFlight.end('6');
    inFlight.end('7');
    expect([inFlight.last(), inFlight.size(), inFlight.first()]).toEqual(['4', 1, '5']);

    inFlight.end('5');
    expect([inFlight.last(), inFlight.size(), inFlight.first()]).toEqual(['7', 0, null]);
  });

  it('tell the next owner which offsets after the first unfinished one are done', () => {
    const { inFlight } = begun([5, 6, 7, 8, 9, 20]);
    for (const offset of ['6', '8', '20']) inFlight.end(offset);

    const { inFlight: next, fresh } = begun([5, 6, 7, 8, 9, 20, 21], { next: 5, note: inFlight.note() });

    expect(fresh).toEqual([5, 7, 9, 21]);
    expect(next.size()).toBe(4);
    for (const offset of ['5', '7', '9']) next.end(offset);
    expect(next.last()).toBe('20');
  });

  it('keep an owner’s note even if the next owner is killed before it reaches those offsets', () => {
    const { inFlight } = begun([5, 6, 7, 8]);
    inFlight.end('7');
    const { inFlight: second } = begun([5], { next: 5, note: inFlight.note() });

    second.end('5');

    const third = begun([6, 7, 8], { next: Number(second.last()) + 1, note: second.note() });
    expect(third.fresh).toEqual([6, 8]);
  });

  it('keep the note within the size that the broker accepts', () => {
    const inFlight = createInFlight({ next: 0, note: '' });
    let offset = 0;
    inFlight.begin('0');
    while (!inFlight.isFull()) {
      offset += 1;
      inFlight.begin(String(offset));
      inFlight.end(String(offset));
    }

    expect(offset).toBe(19_999);
    expect(inFlight.note().length).toBeLessThanOrEqual(4096);
    expect(inFlight.last()).toBe('-1');
    inFlight.end('0');
    expect([inFlight.isFull(), inFlight.last(), inFlight.note()]).toEqual([false, '19999', '']);
  });

  it('start where the topic starts when the committed offset no longer exists', () => {
    const { inFlight, fresh } = begun([100, 101], { next: 5, note: 'AQ==' });

    inFlight.end('100');

    expect(fresh).toEqual([100, 101]);
    expect(inFlight.last()).toBe('100');
  });
});
