import type { KafkaMessage } from 'kafkajs';

/** One record as read from a partition. */
export interface Incoming {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, as the broker keeps it. */
  readonly timestamp: number;
}

/**
 * The queue of one partition for as long as we own it. The group fills it and stops fetching when it is full; one worker empties
 * it. A lane that has ended (revoked, stopped) hands nothing out any more.
 */
export interface Lane {
  readonly topic: string;
  readonly partition: number;
  /** Lanes of one assignment share it; it grows with each. */
  readonly generation: number;
  /** Aborted when the partition is revoked or the consumer has stopped. */
  readonly signal: AbortSignal;
  /** Aborted when nothing new should be begun: with `signal`, or before it when the consumer finishes what is in flight. */
  readonly closing: AbortSignal;
  /** The next records, at least one, at most `count` and about `bytes`; null when the lane has ended. */
  readonly take: (count: number, bytes: number) => Promise<readonly Incoming[] | null>;
  /**
   * Marks everything below `offset` + 1 as done, to be committed soon. `note` is called then and committed with it: what the partition's
   * next owner should know, at most 4,096 characters (Kafka's `offset.metadata.max.bytes`).
   */
  readonly done: (offset: string, note?: () => string) => void;
}

/** What the broker answered when it was asked for a partition's messages. */
export interface Fetched {
  readonly messages: readonly KafkaMessage[];
  /** The offset that was asked for. The first message may lie above it: compaction leaves gaps. */
  readonly asked: bigint;
  /** The last offset that this answer covers, of a message or of a marker that nobody sees. */
  readonly last: bigint;
  /** The partition's end (the offset that its next message will have) as seen then. */
  readonly end: bigint;
}

/** The group's side of a lane. */
export interface LaneControl extends Lane {
  /**
   * Says where the lane goes on; it takes nothing before that is known. Back only when `end` lies below what the lane has, as in a log
   * that was cut: else what was filled while the broker was asked would be handed out twice.
   */
  readonly startAt: (offset: bigint, end: bigint) => void;
  /**
   * Adds what was fetched, less what it has already. Takes nothing and answers false when it was asked for beyond what the lane has:
   * who worked on it, and committed, would lose what lies between. So too when the partition ends before what the lane has.
   */
  readonly fill: (fetched: Fetched) => boolean;
  /** Hands out nothing until {@link LaneControl.go}; what was taken may be finished. */
  readonly rest: () => void;
  readonly go: () => void;
  /** Lets what was taken be finished and hands out nothing more. */
  readonly stopTaking: () => void;
  readonly end: (reason: Error) => void;
  /** Whether it holds so much that fetching should rest. */
  readonly isFull: () => boolean;
  /** What to commit, or null when nothing is new since {@link LaneControl.committed}. */
  readonly toCommit: () => Progress | null;
  readonly committed: (progress: Progress) => void;
  /** The offset to fetch next, or null while it is not known where to start. */
  readonly position: () => bigint | null;
  /** Messages between what is committed (or where it started) and the partition's end. */
  readonly lag: () => number;
}

/** How far a lane's worker has come. */
export interface Progress {
  /** One above the last done. */
  readonly next: bigint;
  readonly note: string | null;
}

const FULL_BYTES = 4 * 1024 * 1024;
const FULL_COUNT = 2000;

/** Opens a lane. `onRoom` is called each time it turns from full to half empty. */
export function openLane(
  { topic, partition, generation }: Pick<Lane, 'topic' | 'partition' | 'generation'>,
  onRoom: () => void,
): LaneControl {
  const queue: Incoming[] = [];
  const controller = new AbortController();
  let bytes = 0;
  let full = false;
  const closing = new AbortController();
  let wake: (() => void) | undefined;
  let next: bigint | null = null;
  let noteOf: (() => string) | undefined;
  let lastCommitted: Progress | null = null;
  let resting = false;
  let first: bigint | null = null;
  let position: bigint | null = null;
  let end = 0n;

  function drain(count: number, maxBytes: number): readonly Incoming[] {
    const taken: Incoming[] = [];
    let size = 0;
    for (let head = queue[0]; head && taken.length < count; head = queue[0]) {
      const length = head.value?.length ?? 0;
      if (taken.length > 0 && size + length > maxBytes) break;
      queue.shift();
      taken.push(head);
      size += length;
    }
    bytes -= size;
    if (full && bytes < FULL_BYTES / 2 && queue.length < FULL_COUNT / 2) {
      full = false;
      onRoom();
    }
    return taken;
  }

  return {
    topic,
    partition,
    generation,
    signal: controller.signal,
    closing: closing.signal,
    take: async (count, maxBytes) => {
      while ((queue.length === 0 || resting) && !closing.signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return closing.signal.aborted ? null : drain(count, maxBytes);
    },
    done: (offset, note) => {
      next = BigInt(offset) + 1n;
      noteOf = note;
    },
    startAt: (offset, partitionEnd) => {
      if (position !== null && offset <= position && position <= partitionEnd) return;
      first ??= offset;
      position = offset;
      end = partitionEnd;
    },
    fill: ({ messages, asked, last, end: partitionEnd }) => {
      if (position === null || asked > position || partitionEnd < position) return false;
      if (closing.signal.aborted || last < position) return true;
      end = partitionEnd;
      for (const message of messages) {
        if (BigInt(message.offset) < position) continue;
        queue.push(toIncoming(topic, partition, message));
        bytes += message.value?.length ?? 0;
      }
      position = last + 1n;
      full ||= bytes >= FULL_BYTES || queue.length >= FULL_COUNT;
      wake?.();
      return true;
    },
    rest: () => {
      resting = true;
    },
    go: () => {
      resting = false;
      wake?.();
    },
    stopTaking: () => {
      closing.abort(new Error('stopping'));
      queue.length = 0;
      wake?.();
    },
    end: (reason) => {
      closing.abort(reason);
      queue.length = 0;
      controller.abort(reason);
      wake?.();
    },
    isFull: () => full,
    toCommit: () => {
      if (next === null) return null;
      const note = noteOf?.() ?? null;
      return next === lastCommitted?.next && note === lastCommitted.note ? null : { next, note };
    },
    committed: (progress) => {
      lastCommitted = progress;
    },
    position: () => position,
    lag: () => Math.max(0, Number(end - (lastCommitted?.next ?? first ?? end))),
  };
}

function toIncoming(topic: string, partition: number, message: KafkaMessage): Incoming {
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key,
    value: message.value,
    headers: Object.fromEntries(
      Object.entries(message.headers ?? {}).map(([name, value]) => [name, textOf(value)]),
    ),
    timestamp: Number(message.timestamp),
  };
}

function textOf(value: Buffer | string | (Buffer | string)[] | undefined): string {
  return Array.isArray(value) ? textOf(value[0]) : (value?.toString() ?? '');
}
