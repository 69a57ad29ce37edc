import { describe, expect, it } from '@jest/globals';
import { judgePauses } from './judge-pauses.ts';
import type { Pause } from './partitions.ts';
import type { Disturbance } from './readiness.ts';

const second = 1000;

function aPause(from: number, to: number, group = 'annotator'): Pause {
  return { group, topic: 'articles.raw', partition: 3, from: from * second, to: to * second };
}

function aFault(kind: string, from: number, to: number, disturbs = ['annotator-1']): Disturbance {
  return { kind, stops: [], disturbs, from: from * second, to: to * second };
}

describe('judgePauses', () => {
  it.each([
    {
      case: 'reports a partition that pauses without a fault',
      pause: aPause(100, 120),
      faults: [],
      stuck: 1,
    },
    { case: 'accepts a short pause', pause: aPause(100, 114), faults: [], stuck: 0 },
    {
      case: 'accepts a pause during a fault and its recovery',
      pause: aPause(100, 150),
      faults: [aFault('broker-freeze', 99, 130)],
      stuck: 0,
    },
    {
      case: 'reports a pause that lasts long after a fault',
      pause: aPause(100, 195),
      faults: [aFault('broker-freeze', 99, 107)],
      stuck: 1,
    },
    {
      case: 'reports a long pause between two faults',
      pause: aPause(100, 190),
      faults: [aFault('broker-kill', 145, 160), aFault('broker-freeze', 99, 110)],
      stuck: 1,
    },
    {
      case: 'reports a pause while only another service is killed',
      pause: aPause(100, 130),
      faults: [aFault('service-kill', 99, 130, ['indexer-1'])],
      stuck: 1,
    },
    {
      case: 'reports an annotator pause during an OpenSearch fault',
      pause: aPause(100, 130),
      faults: [aFault('opensearch-kill', 99, 130)],
      stuck: 1,
    },
    {
      case: 'accepts a pause of the crawler within the absolute bound',
      pause: aPause(100, 159, 'fetcher'),
      faults: [],
      stuck: 0,
    },
    {
      case: 'reports a pause of the crawler beyond the absolute bound',
      pause: aPause(100, 161, 'fetcher'),
      faults: [],
      stuck: 1,
    },
  ])('$case', ({ pause, faults, stuck }) => {
    expect(judgePauses([pause], faults, 1).violations).toHaveLength(stuck);
  });

  it('allows twice the pause when the load is twice what the machine can handle', () => {
    expect(judgePauses([aPause(100, 120)], [], 2).violations).toEqual([]);
  });

  it('reports a stall beyond a minute whatever the load', () => {
    const recovering = aFault('broker-freeze', 99, 110);

    const { violations, stalls } = judgePauses([aPause(100, 171)], [recovering], 100);

    expect(violations).toHaveLength(1);
    expect(stalls).toEqual({ count: 1, longestMs: 61 * second });
  });

  it('reports the length of a pause and the part without a fault', () => {
    expect(judgePauses([aPause(100, 195)], [aFault('broker-freeze', 99, 107)], 1).violations).toEqual([
      {
        kind: 'stuck',
        message:
          'annotator articles.raw/3 committed nothing for 95 s from 00:01:40, 88 s on end without a fault',
      },
    ]);
  });
});
