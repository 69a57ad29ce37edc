import type { Violation } from './contract.ts';
import type { MovedBack } from './partitions.ts';

/** A fault; times in milliseconds since the epoch. */
export interface OffsetsFault {
  readonly kind: string;
  /** The group whose offsets an operator moved. */
  readonly subject: string;
  readonly from: number;
  readonly to: number;
}

/** Offsets are polled twice a second, and a poll may be late. */
const SEEN_WITHIN_MS = 10_000;

/** Committed offsets never fall, unless an operator moves them. */
export function judgeMovedBack(
  moved: readonly MovedBack[],
  faults: readonly OffsetsFault[],
): readonly Violation[] {
  return moved
    .filter(
      ({ group, at }) =>
        !faults.some(
          ({ kind, subject, from, to }) =>
            kind.includes('-offsets-') && subject === group && from <= at && at <= to + SEEN_WITHIN_MS,
        ),
    )
    .map(({ group, topic, partition, before, after }) => ({
      kind: 'moved-back',
      message: `${group} ${topic}/${partition}: expected committed offsets that never fall, found ${after} after ${before}`,
    }));
}
