import { describe, expect, it } from '@jest/globals';
import { splitBatches, sizeOf, type OutgoingRecord } from './split-batches.ts';

function record(partition: number, bytes: number): OutgoingRecord {
  return { key: null, value: Buffer.alloc(bytes), headers: {}, partition };
}

describe('splitBatches', () => {
  it('splits a partition’s records so that no batch is larger than the broker takes', () => {
    const records = Array.from({ length: 8 }, () => record(3, 300_000));

    const requests = splitBatches(records, [0, 1, 2, 3, 4, 5, 6, 7], 1_048_576);

    expect(requests.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const request of requests) {
      expect(
        request.reduce((sum, index) => sum + sizeOf(records[index] ?? record(0, 0)), 0),
      ).toBeLessThanOrEqual(1_048_576);
    }
  });

  it('sends records of many partitions at once', () => {
    const records = Array.from({ length: 8 }, (_, partition) => record(partition, 300_000));

    expect(splitBatches(records, [0, 1, 2, 3, 4, 5, 6, 7], 1_048_576)).toHaveLength(1);
  });

  it('keeps the order within a partition', () => {
    const records = [record(0, 600_000), record(1, 10), record(0, 600_000), record(1, 10)];

    expect(splitBatches(records, [0, 1, 2, 3], 1_048_576)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});
