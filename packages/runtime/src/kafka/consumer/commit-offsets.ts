import type { Offsets } from 'kafkajs';
import { lag } from '../../telemetry.ts';
import type { LaneControl, Progress } from './lane.ts';

/** Commits a group's offsets in one attempt. */
export type CommitOnce = (offsets: Offsets) => Promise<void>;

/**
 * Commits what the lanes have done since the last commit, in one attempt under the current generation.
 * kafkajs' `commitOffsets` would repeat a refused commit under the next generation's id, and so move back
 * what the partition's next owner has committed; the function it gives to a batch handler does not. Throws
 * when refused.
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

/**
 * The note that is committed with an offset: the highest append time before it, for {@link readNote}. Without
 * it, the partition's next owner could take a new leader's slower clock for the time of a correction.
 */
export function noteOf(writtenAt: number): string | null {
  return writtenAt === 0 ? null : String(writtenAt);
}

/**
 * The append time in a note (milliseconds since the epoch), or null when there is none. An earlier
 * release's notes are base64 and may consist of digits, but never of 13: their length is a multiple of four.
 */
export function readNote(note: string): number | null {
  return /^\d{13}$/.test(note) ? Number(note) : null;
}

function toOffsets(done: readonly { readonly lane: LaneControl; readonly progress: Progress }[]): Offsets {
  const topics = [...new Set(done.map(({ lane }) => lane.topic))];
  return {
    topics: topics.map((topic) => ({
      topic,
      partitions: done
        .filter(({ lane }) => lane.topic === topic)
        .map(({ lane, progress: { next, writtenAt } }) => ({
          partition: lane.partition,
          offset: next.toString(),
          metadata: noteOf(writtenAt),
        })),
    })),
  };
}
