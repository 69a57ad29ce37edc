import type { RetryContext } from '../../retry.ts';
import type { Fetched } from './fetched.ts';
import { appendTimeOf, toIncoming, type Incoming } from './incoming.ts';

/**
 * The queue of one partition while this instance owns it. The group fills the lane and stops fetching when
 * it is full; one worker empties it. A lane that has ended (revoked, stopped) hands out nothing more.
 */
export interface Lane {
  readonly topic: string;
  readonly partition: number;
  /** Shared by the lanes opened in one assignment; increases with each assignment. */
  readonly generation: number;
  /** Aborted when the partition is revoked or the consumer has stopped. */
  readonly signal: AbortSignal;
  /** Aborted when no new work may start: with `signal`, or earlier while the consumer finishes its work. */
  readonly closing: AbortSignal;
  /** The next records, at least one, at most `count` and about `bytes`; null when the lane has ended. */
  readonly take: (count: number, bytes: number) => Promise<readonly Incoming[] | null>;
  /** Marks everything up to and including a record as done, to be committed soon with its `writtenAt`. */
  readonly done: (last: Pick<Incoming, 'offset' | 'writtenAt'>) => void;
}

/** The group's side of a lane. */
export interface LaneControl extends Lane {
  /**
   * Sets where the lane starts; until then it takes nothing. A lane that has a position moves on when
   * `offset` lies beyond it, and back only when the log was truncated (`endOffset` lies below it): otherwise
   * what was filled while the broker was queried would be handed out twice.
   *
   * @param writtenAt the highest append time before `offset` (see {@link Incoming}); 0 when it is not known
   * @param isAssumed whether that time was not read from the last commit; it is committed before anything is
   * handed out, so that whoever reads the partition again assumes the same
   */
  readonly startAt: (offset: bigint, endOffset: bigint, writtenAt: number, isAssumed?: boolean) => void;
  /**
   * Adds the fetched messages that the lane does not have yet. Returns false and adds nothing when the fetch
   * started beyond the lane's position, because committing it would lose the messages in between, or when
   * the partition now ends before that position.
   */
  readonly fill: (fetched: Fetched) => boolean;
  /** Hands out nothing until {@link LaneControl.resume}; work in flight may finish. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Lets work in flight finish and hands out nothing more. */
  readonly stopTaking: () => void;
  readonly end: (reason: Error) => void;
  /** Whether the lane holds so much that fetching should pause. */
  readonly isFull: () => boolean;
  /** What to commit, or null when nothing has changed since {@link LaneControl.markCommitted}. */
  readonly toCommit: () => Progress | null;
  readonly markCommitted: (progress: Progress) => void;
  /** The offset to fetch next, or null while the start is unknown. */
  readonly position: () => bigint | null;
  /** Messages between the committed offset (or the start) and the partition's end. */
  readonly lag: () => number;
}

/** How far a lane's worker has progressed. */
export interface Progress {
  /** One above the last offset done. */
  readonly next: bigint;
  /** The highest append time up to `next`; see {@link Incoming}. */
  readonly writtenAt: number;
}

const FULL_BYTES = 4 * 1024 * 1024;
const FULL_COUNT = 2000;

/** A lane's queue in memory. `onRoom` is called each time it turns from full to half empty. */
export class LaneQueue implements LaneControl {
  readonly topic: string;
  readonly partition: number;
  readonly generation: number;
  readonly signal: AbortSignal;
  readonly closing: AbortSignal;
  readonly #onRoom: () => void;
  readonly #ended = new AbortController();
  readonly #closed = new AbortController();
  readonly #queue: Incoming[] = [];
  #bytes = 0;
  #full = false;
  #paused = false;
  /** Whether the start must be committed before anything is handed out. */
  #held = false;
  #wake: (() => void) | undefined;
  #startOffset: bigint | null = null;
  #position: bigint | null = null;
  #endOffset = 0n;
  #writtenAt = 0;
  /** One above the last offset handed out. */
  #taken: bigint | null = null;
  #next: bigint | null = null;
  #doneWrittenAt = 0;
  #lastCommitted: Progress | null = null;

  constructor(
    { topic, partition, generation }: Pick<Lane, 'topic' | 'partition' | 'generation'>,
    onRoom: () => void,
  ) {
    this.topic = topic;
    this.partition = partition;
    this.generation = generation;
    this.signal = this.#ended.signal;
    this.closing = this.#closed.signal;
    this.#onRoom = onRoom;
  }

  async take(count: number, maxBytes: number): Promise<readonly Incoming[] | null> {
    while ((this.#queue.length === 0 || this.#paused || this.#held) && !this.closing.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.closing.aborted ? null : this.#dequeue(count, maxBytes);
  }

  done({ offset, writtenAt }: Pick<Incoming, 'offset' | 'writtenAt'>): void {
    this.#next = BigInt(offset) + 1n;
    this.#doneWrittenAt = writtenAt;
  }

  startAt(offset: bigint, endOffset: bigint, writtenAt: number, isAssumed = false): void {
    if (this.#position !== null && offset <= this.#position && this.#position <= endOffset) return;
    const isBack = this.#position === null || offset < this.#position;
    this.#writtenAt = isBack ? writtenAt : Math.max(this.#writtenAt, writtenAt);
    this.#startOffset ??= offset;
    this.#position = offset;
    this.#endOffset = endOffset;
    this.#held = isAssumed && writtenAt > 0;
    if (this.#held) this.done({ offset: String(offset - 1n), writtenAt });
  }

  fill({ messages, requestedOffset, lastOffset, endOffset }: Fetched): boolean {
    if (this.#position === null || requestedOffset > this.#position || endOffset < this.#position)
      return false;
    if (this.closing.aborted || lastOffset < this.#position) return true;
    this.#endOffset = endOffset;
    for (const message of messages) {
      if (BigInt(message.offset) < this.#position) continue;
      this.#writtenAt = Math.max(this.#writtenAt, appendTimeOf(message) ?? 0);
      this.#queue.push(toIncoming(this.topic, this.partition, message, this.#writtenAt));
      this.#bytes += message.value?.length ?? 0;
    }
    this.#position = lastOffset + 1n;
    this.#full ||= this.#bytes >= FULL_BYTES || this.#queue.length >= FULL_COUNT;
    this.#wake?.();
    return true;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
  }

  stopTaking(): void {
    this.#closed.abort(new Error('stopping'));
    this.#queue.length = 0;
    this.#wake?.();
  }

  end(reason: Error): void {
    this.#closed.abort(reason);
    this.#queue.length = 0;
    this.#ended.abort(reason);
    this.#wake?.();
  }

  isFull(): boolean {
    return this.#full;
  }

  toCommit(): Progress | null {
    this.#passUnseen();
    const next = this.#next;
    if (next === null) return null;
    return next === this.#lastCommitted?.next ? null : { next, writtenAt: this.#doneWrittenAt };
  }

  /**
   * Once everything that was handed out is done, what follows it without being handed out is done too: markers
   * and aborted messages. Otherwise the group would lag for as long as nothing else is written.
   */
  #passUnseen(): void {
    const isIdle = this.#queue.length === 0 && !this.closing.aborted && !this.#held;
    if (this.#position === null || !isIdle || this.#position === this.#startOffset) return;
    if (this.#taken !== null && this.#taken !== this.#next) return;
    this.#next = this.#position;
    this.#taken = this.#position;
    this.#doneWrittenAt = this.#writtenAt;
  }

  markCommitted(progress: Progress): void {
    this.#lastCommitted = progress;
    this.#held = false;
    this.#wake?.();
  }

  position(): bigint | null {
    return this.#position;
  }

  lag(): number {
    const reached = this.#lastCommitted?.next ?? this.#startOffset ?? this.#endOffset;
    return Math.max(0, Number(this.#endOffset - reached));
  }

  #dequeue(count: number, maxBytes: number): readonly Incoming[] {
    const taken: Incoming[] = [];
    let size = 0;
    for (let head = this.#queue[0]; head && taken.length < count; head = this.#queue[0]) {
      const length = head.value?.length ?? 0;
      if (taken.length > 0 && size + length > maxBytes) break;
      this.#queue.shift();
      taken.push(head);
      size += length;
    }
    const last = taken.at(-1);
    if (last) this.#taken = BigInt(last.offset) + 1n;
    this.#bytes -= size;
    if (this.#full && this.#bytes < FULL_BYTES / 2 && this.#queue.length < FULL_COUNT / 2) {
      this.#full = false;
      this.#onRoom();
    }
    return taken;
  }
}

/**
 * The retry context of a lane's worker. Its task includes the generation: the partition's previous worker
 * may still be ending, and must not mark this one as ready.
 */
export function laneRetryContext(
  { topic, partition, generation, signal }: Pick<Lane, 'topic' | 'partition' | 'generation' | 'signal'>,
  { health, logger }: Pick<RetryContext, 'health' | 'logger'>,
): RetryContext {
  return { task: `${topic}/${partition}/${generation}`, health, logger, signal };
}
