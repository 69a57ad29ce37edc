import type { Consumer } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import type { Health } from '../../health.ts';
import { retryForever } from '../../retry.ts';
import type { Logger } from '../../telemetry.ts';
import type { LaneControl } from './lane.ts';
import { whereToGoOn } from './start-offsets.ts';

/** Tells lanes, and the consumer that fills them, where to go on. */
export interface Placement {
  /** Tells the consumer where the lane goes on. */
  readonly seek: (member: Consumer, lane: LaneControl) => void;
  /**
   * Finds out where lanes go on and tells both; settles when the broker has answered. A lane that knows goes on there, unless the
   * broker has deleted what it would read next.
   */
  readonly place: (member: Consumer, lanes: readonly LaneControl[]) => Promise<void>;
  /** Gives a consumer an order. One that is crashing takes none; its lanes are about to end. */
  readonly order: (give: () => void) => void;
}

/** What decides where lanes go on. */
export interface PlacementOptions {
  readonly group: string;
  /** With the installation's prefix. */
  readonly groupId: string;
  /** Goes before what the group has committed. */
  readonly startAt?: (partition: number) => bigint | undefined;
  readonly health: Health;
  readonly logger: Logger;
  /** Ends the waiting for a broker that is away. */
  readonly signal: AbortSignal;
}

/** Places lanes by what the group has committed. */
export function placeLanes(
  config: KafkaConfig,
  { group, groupId, startAt, health, logger, signal }: PlacementOptions,
): Placement {
  const placing = new Set<LaneControl>();
  const context = { name: `place ${group}`, health, logger, signal };

  function order(give: () => void): void {
    try {
      give();
    } catch (error) {
      logger.debug({ err: error, group: groupId }, 'the consumer takes no orders');
    }
  }

  function seek(member: Consumer, lane: LaneControl): void {
    const { topic, partition } = lane;
    const next = lane.position();
    if (next === null) return;
    order(() => {
      member.seek({ topic, partition, offset: next.toString() });
    });
  }

  async function place(member: Consumer, lanes: readonly LaneControl[]): Promise<void> {
    const places = lanes.filter((lane) => !placing.has(lane));
    if (places.length === 0) return;
    for (const lane of places) placing.add(lane);
    const wanted = (lane: LaneControl): bigint | null | undefined =>
      lane.position() ?? startAt?.(lane.partition);
    try {
      const starts = await retryForever(
        () => whereToGoOn(config, logger, { groupId, places, wanted }),
        context,
      );
      for (const [lane, { at, end }] of starts) {
        if (lane.signal.aborted) continue;
        lane.startAt(at, end);
        seek(member, lane);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      for (const lane of places) placing.delete(lane);
    }
  }

  return { seek, place, order };
}
