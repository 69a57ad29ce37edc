import { describe, expect, it } from '@jest/globals';
import { toTimeline } from './timeline.ts';

describe('toTimeline', () => {
  it.each([
    { interval: '1d', start: '2025-02-28', from: '2025-02-28', to: '2025-02-28' },
    { interval: '7d', start: '2025-02-27', from: '2025-02-27', to: '2025-03-05' },
    { interval: '1M', start: '2024-02-01', from: '2024-02-01', to: '2024-02-29' },
    { interval: '3M', start: '2024-11-01', from: '2024-11-01', to: '2025-01-31' },
    { interval: '10y', start: '2020-01-01', from: '2020-01-01', to: '2029-12-31' },
  ])('finds the last day of a $interval bucket that starts on $start', ({ interval, start, from, to }) => {
    const buckets = [{ key: Date.parse(start), doc_count: 3 }];

    expect(toTimeline({ interval, buckets })).toEqual([{ from, to, count: 3 }]);
  });
});
