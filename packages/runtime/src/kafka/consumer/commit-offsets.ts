import type { Offsets } from 'kafkajs';
import { lag } from '../../telemetry.ts';
import type { LaneControl, Progress } from './lane.ts';

/** Commits offsets of a group, once. */
export type CommitOnce = (offsets: Offsets) => Promise<void>;

/**
 * Commits what the lanes have done since the last time. One attempt within the generation that holds now: kafkajs' `commitOffsets`
 * repeats a refused commit after a rebalance under the new generation's id, and so moves back what the partition's next owner has
 * committed; what it gives to a batch's handler does not repeat. Throws when the group refuses.
 */
export async function commitDone(
  lanes: readonly LaneControl[],
  commit: CommitOnce | undefined,
): Promise<void> {
  const done = lanes.flatMap((lane) => {
    const progress = lane.toCommit();
    return progress === null ? [] : [{ lane, progress }];
  });
  if (done.length === 0 || !commit) return;
  await commit(toOffsets(done));
  for (const { lane, progress } of done) {
    lane.markCommitted(progress);
    if (!lane.signal.aborted) lag.set({ topic: lane.topic, partition: lane.partition }, lane.lag());
  }
}

function toOffsets(done: readonly { readonly lane: LaneControl; readonly progress: Progress }[]): Offsets {
  const topics = [...new Set(done.map(({ lane }) => lane.topic))];
  return {
    topics: topics.map((topic) => ({
      topic,
      partitions: done
        .filter(({ lane }) => lane.topic === topic)
        .map(({ lane, progress: { next, note } }) => ({
          partition: lane.partition,
          offset: next.toString(),
          metadata: note,
        })),
    })),
  };
}
