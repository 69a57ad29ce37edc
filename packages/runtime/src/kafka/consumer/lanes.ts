import type { Assignment } from 'kafkajs';
import { lag } from '../../telemetry.ts';
import { LaneQueue, type Lane, type LaneControl } from './lane.ts';

/** What a member holds of its group, over all its assignments: a lane and a worker for each partition. */
export interface Holdings {
  readonly lanes: () => readonly LaneControl[];
  readonly laneOf: (topic: string, partition: number) => LaneControl | undefined;
  /** Lanes of partitions that stay go on where they are, others end; answers both those that stay and those that are new. */
  readonly assign: (assignment: Assignment) => {
    readonly stay: readonly LaneControl[];
    readonly fresh: readonly LaneControl[];
  };
  /** Ends every lane. */
  readonly drop: (why: string) => void;
  /** Lets what was taken be finished, hands out nothing more, and resolves when every worker has ended. */
  readonly drain: () => Promise<void>;
}

/** Holds lanes; `work` is called for each new one, and `onRoom` each time that one turns from full to half empty. */
export function createLanes(
  work: (lane: LaneControl) => Promise<void>,
  onRoom: (lane: Pick<Lane, 'topic' | 'partition'>) => void,
): Holdings {
  let lanes: readonly LaneControl[] = [];
  const workers = new Map<LaneControl, Promise<void>>();
  let generation = 0;

  function laneOf(topic: string, partition: number): LaneControl | undefined {
    return lanes.find((lane) => lane.topic === topic && lane.partition === partition);
  }

  function end(lane: LaneControl, why: string): void {
    lane.end(new Error(`${why} ended our ownership of ${lane.topic}/${lane.partition}.`));
    lag.remove({ topic: lane.topic, partition: lane.partition });
  }

  function open(topic: string, partition: number): LaneControl {
    const lane = new LaneQueue({ topic, partition, generation }, () => {
      onRoom({ topic, partition });
    });
    workers.set(
      lane,
      work(lane).finally(() => workers.delete(lane)),
    );
    return lane;
  }

  return {
    lanes: () => lanes,
    laneOf,
    assign: (assignment) => {
      generation += 1;
      const places = Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition, held: laneOf(topic, partition) })),
      );
      const stay = places.flatMap(({ held }) => held ?? []);
      for (const lane of lanes) if (!stay.includes(lane)) end(lane, 'A rebalance');
      const fresh = places.flatMap(({ topic, partition, held }) => (held ? [] : [open(topic, partition)]));
      lanes = [...stay, ...fresh];
      return { stay, fresh };
    },
    drop: (why) => {
      for (const lane of lanes) end(lane, why);
      lanes = [];
    },
    drain: async () => {
      for (const lane of lanes) lane.stopTaking();
      await Promise.all(workers.values());
    },
  };
}
