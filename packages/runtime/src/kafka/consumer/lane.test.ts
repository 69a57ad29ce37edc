import { describe, expect, it } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { openLane, type Fetched, type LaneControl } from './lane.ts';

/** What the broker answers when asked for `from`. */
function fetched(from: number, count: number, { end = 5000, bytes = 10 } = {}): Fetched {
  return {
    messages: messages(from, count, bytes),
    asked: BigInt(from),
    last: BigInt(from + count - 1),
    end: BigInt(end),
  };
}

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

function open(onRoom: () => void = () => undefined, at = 0): LaneControl {
  const lane = openLane({ topic: 't', partition: 0, generation: 1 }, onRoom);
  lane.startAt(BigInt(at), 5000n);
  return lane;
}

describe('a lane', () => {
  it('hands out what it was filled with, in order, as much as is asked for', async () => {
    const lane = open();
    lane.fill(fetched(0, 5));

    expect((await lane.take(3, 1000))?.map(({ offset }) => offset)).toEqual(['0', '1', '2']);
    expect((await lane.take(3, 1000))?.map(({ offset }) => offset)).toEqual(['3', '4']);
  });

  it('hands out one message even when it is larger than what is asked for', async () => {
    const lane = open();
    lane.fill(fetched(0, 2, { bytes: 5000 }));

    expect(await lane.take(10, 1000)).toHaveLength(1);
  });

  it('is full at its bound, and tells when there is room again', async () => {
    let rooms = 0;
    const lane = open(() => {
      rooms += 1;
    });
    lane.fill(fetched(0, 2000));
    expect(lane.isFull()).toBe(true);

    await lane.take(1500, Infinity);

    expect(lane.isFull()).toBe(false);
    expect(rooms).toBe(1);
  });

  it('hands out nothing once it has ended, also to who is waiting', async () => {
    const lane = open();
    const waiting = lane.take(1, 1);

    lane.end(new Error('revoked'));
    lane.fill(fetched(0, 1));

    expect(await waiting).toBeNull();
    expect(await lane.take(1, 1)).toBeNull();
    expect(lane.signal.aborted).toBe(true);
  });

  it('hands out nothing while it rests, and everything afterwards', async () => {
    const lane = open();
    lane.rest();
    lane.fill(fetched(0, 2, { end: 2 }));
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
    const lane = openLane({ topic: 't', partition: 0, generation: 1 }, () => undefined);
    expect([lane.position(), lane.lag()]).toEqual([null, 0]);

    lane.startAt(40n, 90n);
    expect([lane.position(), lane.lag()]).toEqual([40n, 50]);

    lane.fill(fetched(40, 2, { end: 100 }));
    expect([lane.position(), lane.lag()]).toEqual([42n, 60]);

    lane.committed({ next: 41n, note: null });
    expect(lane.lag()).toBe(59);
  });

  it('takes nothing before it knows where to start', () => {
    const lane = openLane({ topic: 't', partition: 0, generation: 1 }, () => undefined);

    expect(lane.fill(fetched(40, 2))).toBe(false);
    expect(lane.position()).toBeNull();
  });

  it('never goes back to where it was when the broker was asked, and on where that has deleted what is next', async () => {
    const lane = open();
    lane.fill(fetched(0, 10));

    lane.startAt(5n, 5000n);
    lane.fill(fetched(5, 5));
    expect([lane.position(), (await lane.take(100, 1000))?.length]).toEqual([10n, 10]);

    lane.startAt(40n, 5000n);
    expect(lane.position()).toBe(40n);
  });

  it('refuses what was asked for beyond what it has, since a commit above it would lose what lies between', async () => {
    const lane = open();
    lane.fill(fetched(0, 10));

    expect(lane.fill(fetched(12, 5))).toBe(false);

    expect(lane.position()).toBe(10n);
    expect(await lane.take(100, 1000)).toHaveLength(10);
  });

  it('takes only what is new of what it has in part, and nothing of what it has', async () => {
    const lane = open();
    lane.fill(fetched(0, 10));

    expect(lane.fill(fetched(5, 7))).toBe(true);
    expect(lane.fill(fetched(2, 3))).toBe(true);

    expect((await lane.take(100, 1000))?.map(({ offset }) => Number(offset))).toEqual(
      Array.from({ length: 12 }, (_, offset) => offset),
    );
  });

  it('begins again when the log was cut below what it has', async () => {
    const lane = open();
    lane.fill(fetched(0, 10));
    await lane.take(100, 1000);

    expect(lane.fill(fetched(0, 3, { end: 3 }))).toBe(false);
    lane.startAt(0n, 3n);
    expect(lane.fill(fetched(0, 3, { end: 3 }))).toBe(true);

    expect(await lane.take(100, 1000)).toHaveLength(3);
  });

  it('goes on over gaps that compaction left, and over markers at the end', async () => {
    const lane = open();

    expect(lane.fill({ ...fetched(7, 2), asked: 0n, last: 9n })).toBe(true);

    expect(lane.position()).toBe(10n);
    expect(await lane.take(100, 1000)).toHaveLength(2);
  });

  it('commits one above what is done, once', () => {
    const lane = open();
    expect(lane.toCommit()).toBeNull();

    lane.done('41');
    expect(lane.toCommit()).toEqual({ next: 42n, note: null });
    lane.committed({ next: 42n, note: null });

    expect(lane.toCommit()).toBeNull();
  });

  it('commits again when only the note has changed', () => {
    const lane = open();
    let note = 'a';
    lane.done('41', () => note);
    lane.committed({ next: 42n, note: 'a' });
    expect(lane.toCommit()).toBeNull();

    note = 'b';

    expect(lane.toCommit()).toEqual({ next: 42n, note: 'b' });
  });
});
