/** Tracks which offsets of one partition are done when work finishes out of order. */
export interface InFlight {
  /** Starts an offset, in ascending order. */
  readonly begin: (offset: string) => void;
  readonly end: (offset: string) => void;
  /** The number of offsets started and not done. */
  readonly size: () => number;
  /** The first offset that is not done, or null when all are. */
  readonly firstUnfinished: () => string | null;
  /** Whether so many offsets follow the first unfinished one that none may start. */
  readonly isFull: () => boolean;
  /** The last offset of the finished prefix: every offset up to it is done. */
  readonly finishedUpTo: () => string;
}

/** At most this many offsets are repeated by the partition's next owner after a crash. */
const MAX_SPAN = 1000;

/** Tracks the offsets of one partition. */
export function createInFlight(): InFlight {
  // Insertion order is offset order; a finished offset stays until all earlier ones are finished.
  const offsets = new Map<number, boolean>();
  let open = 0;
  let next = 0;

  function first(): number {
    for (const offset of offsets.keys()) return offset;
    return next;
  }

  return {
    begin: (text) => {
      const offset = Number(text);
      next = offset + 1;
      offsets.set(offset, false);
      open += 1;
    },
    end: (text) => {
      offsets.set(Number(text), true);
      open -= 1;
      for (const [offset, done] of offsets) {
        if (!done) break;
        offsets.delete(offset);
      }
    },
    size: () => open,
    firstUnfinished: () => (open === 0 ? null : String(first())),
    isFull: () => next - first() >= MAX_SPAN,
    finishedUpTo: () => String(first() - 1),
  };
}
