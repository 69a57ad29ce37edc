import { describe, expect, it } from '@jest/globals';
import { hideAborted, type FetchedMessage, type FetchedPartition } from './aborted-messages.ts';

const ABORT = Buffer.from([0, 0, 0, 0]);
const COMMIT = Buffer.from([0, 0, 0, 1]);

function message(offset: number, producerId: string, key: Buffer | null = null): FetchedMessage {
  return { offset: String(offset), key, batchContext: { producerId, inTransaction: true } };
}

function marker(offset: number, producerId: string, key: Buffer): FetchedMessage {
  return { ...message(offset, producerId, key), isControlRecord: true };
}

function aborted(...transactions: readonly (readonly [string, number])[]) {
  return transactions.map(([producerId, firstOffset]) => ({ producerId, firstOffset: String(firstOffset) }));
}

/** The offsets that remain visible. */
function visible(partition: FetchedPartition): readonly number[] {
  hideAborted(partition);
  return partition.messages
    .filter(({ isControlRecord = false }) => !isControlRecord)
    .map(({ offset }) => Number(offset));
}

describe('messages of aborted transactions', () => {
  it('are hidden when transactions overlap, whatever the order of the response', () => {
    const messages = [
      message(10, 'a'),
      message(11, 'b'),
      message(12, 'committed'),
      marker(13, 'b', ABORT),
      message(14, 'a'),
      marker(15, 'a', ABORT),
      marker(16, 'committed', COMMIT),
    ];

    expect(visible({ abortedTransactions: aborted(['b', 11], ['a', 10]), messages })).toEqual([12]);
  });

  it('are hidden when several transactions began before the fetch', () => {
    const messages = [message(20, 'b'), message(21, 'a'), message(22, 'committed')];

    expect(visible({ abortedTransactions: aborted(['a', 5], ['b', 6]), messages })).toEqual([22]);
  });

  it("do not hide the same producer's next transaction", () => {
    const messages = [message(1, 'a'), marker(2, 'a', ABORT), message(3, 'a'), marker(4, 'a', COMMIT)];

    expect(visible({ abortedTransactions: aborted(['a', 1]), messages })).toEqual([3]);
  });

  it('do not hide messages outside transactions, even with the key of a marker', () => {
    const plain = { ...message(2, 'a', ABORT), batchContext: { producerId: 'a', inTransaction: false } };
    const messages = [message(1, 'a'), plain, message(3, 'a')];

    expect(visible({ abortedTransactions: aborted(['a', 1]), messages })).toEqual([2]);
  });

  it("leave nothing to kafkajs' own filter", () => {
    const partition: FetchedPartition = { abortedTransactions: aborted(['a', 1]), messages: [] };
    hideAborted(partition);

    expect(partition.abortedTransactions).toEqual([]);
  });
});
