import type { Consumer } from 'kafkajs';
import type { KafkaConfig } from '../../config.ts';
import type { Health } from '../../health.ts';
import { retryForever } from '../../retry.ts';
import type { Logger } from '../../telemetry.ts';
import { readNote } from './commit-offsets.ts';
import type { LaneControl } from './lane.ts';
import { findStartOffsets } from './start-offsets.ts';

/** Moves lanes, and the consumer that fills them, to the offsets where reading continues. */
export interface LaneSeeker {
  /** Moves the consumer to the lane's position. */
  readonly seek: (consumer: Consumer, lane: LaneControl) => void;
  /**
   * Finds the lanes' start offsets and moves lanes and consumer there; settles when the broker has answered.
   * A lane that has a position keeps it, unless the broker has deleted the next messages.
   */
  readonly seekToStart: (consumer: Consumer, lanes: readonly LaneControl[]) => Promise<void>;
  /** Gives the consumer a command. One that is crashing ignores it; its lanes are about to end. */
  readonly command: (give: () => void) => void;
}

export interface LaneSeekerOptions {
  readonly group: string;
  /** With the installation's prefix. */
  readonly groupId: string;
  /** Takes precedence over the group's committed offset. */
  readonly startAt?: (partition: number) => bigint | undefined;
  readonly initialWrittenAt?: () => Promise<number>;
  readonly health: Health;
  readonly logger: Logger;
  /** Ends the wait for a broker that is away. */
  readonly signal: AbortSignal;
}

export function createLaneSeeker(
  config: KafkaConfig,
  { group, groupId, startAt, initialWrittenAt, health, logger, signal }: LaneSeekerOptions,
): LaneSeeker {
  const seeking = new Set<LaneControl>();
  const context = { task: `seek ${group}`, health, logger, signal };

  const readInitial = async (): Promise<number> => (await initialWrittenAt?.()) ?? 0;

  function command(give: () => void): void {
    try {
      give();
    } catch (error) {
      logger.debug({ err: error, group: groupId }, 'consumer command ignored');
    }
  }

  function seek(consumer: Consumer, lane: LaneControl): void {
    const { topic, partition } = lane;
    const next = lane.position();
    if (next === null) return;
    command(() => {
      consumer.seek({ topic, partition, offset: next.toString() });
    });
  }

  async function seekToStart(consumer: Consumer, lanes: readonly LaneControl[]): Promise<void> {
    const partitions = lanes.filter((lane) => !seeking.has(lane));
    if (partitions.length === 0) return;
    for (const lane of partitions) seeking.add(lane);
    const preferred = (lane: LaneControl): bigint | null | undefined =>
      lane.position() ?? startAt?.(lane.partition);
    try {
      const starts = await retryForever(
        () => findStartOffsets(config, logger, { groupId, partitions, preferred }),
        context,
      );
      const isUnknown = [...starts.values()].some(({ note }) => readNote(note) === null);
      const initial = isUnknown ? await retryForever(readInitial, context) : 0;
      for (const [lane, { offset, end, note }] of starts) {
        if (lane.signal.aborted) continue;
        const known = readNote(note);
        lane.startAt(offset, end, known ?? initial, known === null);
        seek(consumer, lane);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      for (const lane of partitions) seeking.delete(lane);
    }
  }

  return { seek, seekToStart, command };
}
