import { describe, expect, it } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import type { Fetched } from './fetched.ts';
import { LaneQueue, type LaneControl } from './lane.ts';

/** The broker's answer to a fetch from offset `from`. */
function fetched(from: number, count: number, { end = 5000, bytes = 10 } = {}): Fetched {
  return {
    messages: messages(from, count, bytes),
    requestedOffset: BigInt(from),
    lastOffset: BigInt(from + count - 1),
    endOffset: BigInt(end),
  };
}

function messages(from: number, count: number, bytes = 10): KafkaMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    key: null,
    value: Buffer.alloc(bytes),
    timestamp: '0',
    attributes: 0,
    offset: String(from + index),
    headers: {},
  }));
}

function open(onRoom: () => void = () => undefined, at = 0): LaneControl {
  const lane = new LaneQueue({ topic: 't', partition: 0, generation: 1 }, onRoom);
  lane.startAt(BigInt(at), 5000n, 0);
  return lane;
}

describe('a lane', () => {
  it('hands out what it was filled with, in order, up to the requested count', async () => {
    const lane = open();
    lane.fill(fetched(0, 5));

    expect((await lane.take(3, 1000))?.map(({ offset }) => offset)).toEqual(['0', '1', '2']);
    expect((await lane.take(3, 1000))?.map(({ offset }) => offset)).toEqual(['3', '4']);
  });

  it('hands out one message even when it is larger than the requested bytes', async () => {
    const lane = open();
    lane.fill(fetched(0, 2, { bytes: 5000 }));

    expect(await lane.take(10, 1000)).toHaveLength(1);
  });

  it('is full at its limit, and reports when there is room again', async () => {
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

  it('hands out nothing once it has ended, not even to a waiting worker', async () => {
    const lane = open();
    const waiting = lane.take(1, 1);

    lane.end(new Error('revoked'));
    lane.fill(fetched(0, 1));

    expect(await waiting).toBeNull();
    expect(await lane.take(1, 1)).toBeNull();
    expect(lane.signal.aborted).toBe(true);
  });

  it('hands out nothing while it is paused, and everything afterwards', async () => {
    const lane = open();
    lane.pause();
    lane.fill(fetched(0, 2, { end: 2 }));
    let taken = 0;
    const taking = lane.take(5, 1000).then((batch) => {
      taken = batch?.length ?? 0;
    });
    await new Promise(setImmediate);
    expect(taken).toBe(0);

    lane.resume();
    await taking;

    expect(taken).toBe(2);
  });

  it('knows what to fetch next and how far it is behind', () => {
    const lane = new LaneQueue({ topic: 't', partition: 0, generation: 1 }, () => undefined);
    expect([lane.position(), lane.lag()]).toEqual([null, 0]);

    lane.startAt(40n, 90n, 0);
    expect([lane.position(), lane.lag()]).toEqual([40n, 50]);

    lane.fill(fetched(40, 2, { end: 100 }));
    expect([lane.position(), lane.lag()]).toEqual([42n, 60]);

    lane.markCommitted({ next: 41n, writtenAt: 0 });
    expect(lane.lag()).toBe(59);
  });

  it('passes markers and aborted messages once everything before them is done', async () => {
    const lane = open();
    lane.fill({ ...fetched(0, 1), lastOffset: 4n });
    const batch = await lane.take(10, 1000);
    expect(lane.toCommit()).toBeNull();

    lane.done(batch?.at(-1) ?? { offset: '', writtenAt: 0 });
    expect(lane.toCommit()?.next).toBe(5n);
    lane.fill({ ...fetched(5, 0), lastOffset: 9n });
    expect(lane.toCommit()?.next).toBe(10n);

    lane.fill(fetched(10, 2));
    expect(lane.toCommit()?.next).toBe(10n);
  });

  it('passes what it never hands out from its start on', () => {
    const lane = open(undefined, 7);
    expect(lane.toCommit()).toBeNull();

    lane.fill({ ...fetched(7, 0), lastOffset: 8n });

    expect(lane.toCommit()?.next).toBe(9n);
  });

  it('passes nothing that it has dropped', async () => {
    const lane = open();
    lane.fill(fetched(0, 4));
    const batch = await lane.take(2, 1000);
    lane.stopTaking();

    lane.done(batch?.at(-1) ?? { offset: '', writtenAt: 0 });

    expect(lane.toCommit()?.next).toBe(2n);
  });

  it('hands out nothing until an assumed time is committed with its start', async () => {
    const lane = new LaneQueue({ topic: 't', partition: 0, generation: 1 }, () => undefined);
    lane.startAt(3n, 5000n, 1_740_000_000_000, true);
    lane.fill(fetched(3, 1));
    let taken = 0;
    const taking = lane.take(5, 1000).then((batch) => {
      taken = batch?.length ?? 0;
    });
    await new Promise(setImmediate);
    const progress = lane.toCommit();
    expect([taken, progress]).toEqual([0, { next: 3n, writtenAt: 1_740_000_000_000 }]);

    if (progress) lane.markCommitted(progress);
    await taking;

    expect(taken).toBe(1);
  });

  it('accepts nothing before it knows where to start', () => {
    const lane = new LaneQueue({ topic: 't', partition: 0, generation: 1 }, () => undefined);

    expect(lane.fill(fetched(40, 2))).toBe(false);
    expect(lane.position()).toBeNull();
  });

  it('never moves back within the log, and moves on when the broker has deleted the next messages', async () => {
    const lane = open();
    lane.fill(fetched(0, 10));

    lane.startAt(5n, 5000n, 0);
    lane.fill(fetched(5, 5));
    expect([lane.position(), (await lane.take(100, 1000))?.length]).toEqual([10n, 10]);

    lane.startAt(40n, 5000n, 0);
    expect(lane.position()).toBe(40n);
  });

  it('refuses a fetch from beyond its position, because a commit there would lose the messages in between', async () => {
    const lane = open();
    lane.fill(fetched(0, 10));

    expect(lane.fill(fetched(12, 5))).toBe(false);

    expect(lane.position()).toBe(10n);
    expect(await lane.take(100, 1000)).toHaveLength(10);
  });

  it('adds only the new messages of a fetch that overlaps, and none of a fetch that it has already', async () => {
    const lane = open();
    lane.fill(fetched(0, 10));

    expect(lane.fill(fetched(5, 7))).toBe(true);
    expect(lane.fill(fetched(2, 3))).toBe(true);

    expect((await lane.take(100, 1000))?.map(({ offset }) => Number(offset))).toEqual(
      Array.from({ length: 12 }, (_, offset) => offset),
    );
  });

  it('starts over when the log was truncated below its position', async () => {
    const lane = open();
    lane.fill(fetched(0, 10));
    await lane.take(100, 1000);

    expect(lane.fill(fetched(0, 3, { end: 3 }))).toBe(false);
    lane.startAt(0n, 3n, 0);
    expect(lane.fill(fetched(0, 3, { end: 3 }))).toBe(true);

    expect(await lane.take(100, 1000)).toHaveLength(3);
  });

  it('continues after gaps left by compaction and after markers at the end', async () => {
    const lane = open();

    expect(lane.fill({ ...fetched(7, 2), requestedOffset: 0n, lastOffset: 9n })).toBe(true);

    expect(lane.position()).toBe(10n);
    expect(await lane.take(100, 1000)).toHaveLength(2);
  });

  it('commits the offset after the last one done, once', () => {
    const lane = open();
    expect(lane.toCommit()).toBeNull();

    lane.done({ offset: '41', writtenAt: 7 });
    expect(lane.toCommit()).toEqual({ next: 42n, writtenAt: 7 });
    lane.markCommitted({ next: 42n, writtenAt: 7 });

    expect(lane.toCommit()).toBeNull();
  });
});

describe('the time of writing', () => {
  /** Records appended at these times, starting at an offset; null: the sender set the time. */
  function appended(from: number, ...times: readonly (number | null)[]): Fetched {
    const answer = fetched(from, times.length);
    return {
      ...answer,
      messages: answer.messages.map((message, index) => ({
        ...message,
        timestamp: String(times[index] ?? 999_999),
        batchContext: { timestampType: times[index] === null ? 0 : 1 },
      })),
    };
  }

  async function timesOf(lane: LaneControl): Promise<readonly number[] | undefined> {
    return (await lane.take(100, 1000))?.map(({ writtenAt }) => writtenAt);
  }

  it('never decreases when a leader with a slower clock takes over', async () => {
    const lane = open();
    lane.fill(appended(0, 100, 105, 100, 103));
    lane.fill(appended(4, 104, 106));

    expect(await timesOf(lane)).toEqual([100, 105, 105, 105, 105, 106]);
  });

  it('continues from what was committed with the offset', async () => {
    const lane = new LaneQueue({ topic: 't', partition: 0, generation: 1 }, () => undefined);
    lane.startAt(0n, 5000n, 105);
    lane.fill(appended(0, 100, 107));

    expect(await timesOf(lane)).toEqual([105, 107]);
  });

  it('is that of the record before where the sender set the time', async () => {
    const lane = open();
    lane.fill(appended(0, null, 100, null));

    expect(await timesOf(lane)).toEqual([0, 100, 100]);
  });

  it('starts again when the log was truncated and is read from its beginning', async () => {
    const lane = open();
    lane.fill(appended(0, 100, 105, 110));
    await timesOf(lane);
    lane.startAt(0n, 2n, 0);
    lane.fill({ ...appended(0, 50, 60), endOffset: 2n });

    expect(await timesOf(lane)).toEqual([50, 60]);
  });
});
