import type { Assignment } from 'kafkajs';
import { lag } from '../../telemetry.ts';
import { LaneQueue, type Lane, type LaneControl } from './lane.ts';

/** The lanes of one member across all its assignments: one lane and one worker per partition. */
export interface GroupLanes {
  readonly all: () => readonly LaneControl[];
  /** The partitions of all topics, each once. */
  readonly partitions: () => readonly number[];
  readonly laneOf: (topic: string, partition: number) => LaneControl | undefined;
  /** Keeps the lanes of partitions that stay, ends the others, and opens lanes for new partitions. */
  readonly assign: (assignment: Assignment) => {
    readonly kept: readonly LaneControl[];
    readonly added: readonly LaneControl[];
  };
  /** Ends every lane. */
  readonly drop: (reason: string) => void;
  /** Lets work in flight finish, hands out nothing more, and resolves when every worker has ended. */
  readonly drain: () => Promise<void>;
}

/** `work` is called for each new lane, and `onRoom` each time a lane turns from full to half empty. */
export function createLanes(
  work: (lane: LaneControl) => Promise<void>,
  onRoom: (lane: Pick<Lane, 'topic' | 'partition'>) => void,
): GroupLanes {
  let lanes: readonly LaneControl[] = [];
  const workers = new Map<LaneControl, Promise<void>>();
  let generation = 0;

  function laneOf(topic: string, partition: number): LaneControl | undefined {
    return lanes.find((lane) => lane.topic === topic && lane.partition === partition);
  }

  function end(lane: LaneControl, reason: string): void {
    lane.end(new Error(`This member no longer owns ${lane.topic}/${lane.partition}: ${reason}.`));
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
    all: () => lanes,
    partitions: () => [...new Set(lanes.map(({ partition }) => partition))],
    laneOf,
    assign: (assignment) => {
      generation += 1;
      const assigned = Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition, held: laneOf(topic, partition) })),
      );
      const kept = assigned.flatMap(({ held }) => held ?? []);
      for (const lane of lanes) if (!kept.includes(lane)) end(lane, 'a rebalance moved it');
      const added = assigned.flatMap(({ topic, partition, held }) => (held ? [] : [open(topic, partition)]));
      lanes = [...kept, ...added];
      return { kept, added };
    },
    drop: (reason) => {
      for (const lane of lanes) end(lane, reason);
      lanes = [];
    },
    drain: async () => {
      for (const lane of lanes) lane.stopTaking();
      await Promise.all(workers.values());
    },
  };
}
