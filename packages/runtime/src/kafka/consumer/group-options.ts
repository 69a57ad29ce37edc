import type { Health } from '../../health.ts';
import type { Logger } from '../../telemetry.ts';
import type { Lane } from './lane.ts';

export interface GroupOptions {
  /** Group id without the installation's prefix. */
  readonly group: string;
  /** Topic names without the installation's prefix. */
  readonly topics: readonly string[];
  /** Called for each partition that is assigned to this member; works the lane until `take` returns null. */
  readonly work: (lane: Lane, membership: MembershipCheck) => Promise<void>;
  /** Where to start a newly assigned partition, whatever is committed; undefined: at the committed offset. */
  readonly startAt?: (partition: number) => bigint | undefined;
  /**
   * The highest append time (milliseconds since the epoch) to assume before the committed offset of a
   * partition whose last commit does not tell it; 0 by default.
   */
  readonly initialWrittenAt?: () => Promise<number>;
  readonly health: Health;
  readonly logger: Logger;
}

/** Lets a worker check that its partition still belongs to this member. */
export interface MembershipCheck {
  /**
   * Resolves once the group has confirmed this member within the last session timeout; rejects when the lane
   * has ended.
   */
  readonly confirmed: (lane: Lane) => Promise<void>;
}

/** A running member of a consumer group. */
export interface ConsumerGroup {
  /** Finishes the work in flight, commits, and leaves the group. */
  readonly stop: () => Promise<void>;
}
