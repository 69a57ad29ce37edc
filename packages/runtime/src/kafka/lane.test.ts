import { describe, expect, it } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { openLane } from './lane.ts';

function messages(from: number, count: number, bytes = 10): KafkaMessage[] {
  return Array.from({ length: count }, (_, place) => ({
    key: null,
    value: Buffer.alloc(bytes),
    timestamp: '0',
    attributes: 0,
    offset: String(from + place),
    headers: {},
  }));
}

const place = { topic: 't', partition: 0, generation: 1 };

describe('a lane', () => {
  it('hands out what it was filled with, in order, as much as is asked for', async () => {
    const lane = openLane(place, () => undefined);
    lane.fill(messages(0, 5), 5000n);

    expect((await lane.take(3, 1000))?.map(({ offset }) => offset)).toEqual(['0', '1', '2']);
    expect((await lane.take(3, 1000))?.map(({ offset }) => offset)).toEqual(['3', '4']);
  });

  it('hands out one message even when it is larger than what is asked for', async () => {
    const lane = openLane(place, () => undefined);
    lane.fill(messages(0, 2, 5000), 5000n);

    expect(await lane.take(10, 1000)).toHaveLength(1);
  });

  it('is full at its bound, and tells when there is room again', async () => {
    let rooms = 0;
    const lane = openLane(place, () => {
      rooms += 1;
    });
    lane.fill(messages(0, 2000), 5000n);
    expect(lane.isFull()).toBe(true);

    await lane.take(1500, Infinity);

    expect(lane.isFull()).toBe(false);
    expect(rooms).toBe(1);
  });

  it('hands out nothing once it has ended, also to who is waiting', async () => {
    const lane = openLane(place, () => undefined);
    const waiting = lane.take(1, 1);

    lane.end(new Error('revoked'));
    lane.fill(messages(0, 1), 5000n);

    expect(await waiting).toBeNull();
    expect(await lane.take(1, 1)).toBeNull();
    expect(lane.signal.aborted).toBe(true);
  });

  it('hands out nothing while it rests, and everything afterwards', async () => {
    const lane = openLane(place, () => undefined);
    lane.rest();
    lane.fill(messages(0, 2), 2n);
    let taken = 0;
    const taking = lane.take(5, 1000).then((batch) => {
      taken = batch?.length ?? 0;
    });
    await new Promise(setImmediate);
    expect(taken).toBe(0);

    lane.go();
    await taking;

    expect(taken).toBe(2);
  });

  it('knows what to fetch next and how far it is behind', () => {
    const lane = openLane(place, () => undefined);
    expect([lane.position(), lane.lag()]).toEqual([null, 0]);

    lane.fill(messages(40, 2), 100n);
    expect([lane.position(), lane.lag()]).toEqual([42n, 60]);

    lane.committed({ next: 41n, note: null });
    expect(lane.lag()).toBe(59);
  });

  it('commits one above what is done, once', () => {
    const lane = openLane(place, () => undefined);
    expect(lane.toCommit()).toBeNull();

    lane.done('41');
    expect(lane.toCommit()).toEqual({ next: 42n, note: null });
    lane.committed({ next: 42n, note: null });

    expect(lane.toCommit()).toBeNull();
  });

  it('commits again when only the note has changed', () => {
    const lane = openLane(place, () => undefined);
    let note = 'a';
    lane.done('41', () => note);
    lane.committed({ next: 42n, note: 'a' });
    expect(lane.toCommit()).toBeNull();

    note = 'b';

    expect(lane.toCommit()).toEqual({ next: 42n, note: 'b' });
  });
});
