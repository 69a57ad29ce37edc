/**
 * Tracks which offsets of one partition are done when work finishes out of order. The first unfinished offset
 * is committed with a note of the finished ones after it, so that the partition's next owner does not repeat
 * them.
 */
export interface InFlight {
  /** Starts an offset, in ascending order; false when an earlier owner has finished it. */
  readonly begin: (offset: string) => boolean;
  readonly end: (offset: string) => void;
  /** The number of offsets started and not done. */
  readonly size: () => number;
  /** The first offset that is not done, or null when all are. */
  readonly first: () => string | null;
  /** Whether the note has no room for another offset, so that none may start. */
  readonly isFull: () => boolean;
  /** The last offset of the finished prefix: every offset up to it is done. */
  readonly last: () => string;
  readonly note: () => string;
}

/** 20,000 bits are 3,336 characters of base64; the broker accepts 4,096. */
const MOST_OFFSETS = 20_000;

/**
 * Tracks the offsets of one partition.
 *
 * @param committed the next offset and the note ({@link InFlight.note}) that the previous owner committed
 */
export function createInFlight(committed: { readonly next: number; readonly note: string }): InFlight {
  const doneBefore = readNote(committed);
  // Insertion order is offset order; a finished offset stays until all earlier ones are finished.
  const offsets = new Map<number, boolean>();
  let open = 0;
  let next = committed.next;

  function first(): number {
    for (const offset of offsets.keys()) return offset;
    return next;
  }

  return {
    begin: (text) => {
      const offset = Number(text);
      const isDone = doneBefore.delete(offset);
      next = offset + 1;
      if (!isDone || offsets.size > 0) offsets.set(offset, isDone);
      if (!isDone) open += 1;
      return !isDone;
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
    first: () => (open === 0 ? null : String(first())),
    isFull: () => next - first() >= MOST_OFFSETS,
    last: () => String(first() - 1),
    note: () => {
      const start = first();
      const done = [...offsets].flatMap(([offset, isDone]) => (isDone ? [offset] : []));
      return writeNote(start, [...done, ...doneBefore]);
    },
  };
}

/** One bit per offset from `start`, least significant first, in base64. */
function writeNote(start: number, done: readonly number[]): string {
  const bits = Buffer.alloc(Math.ceil(MOST_OFFSETS / 8));
  let end = 0;
  for (const offset of done) {
    const place = offset - start;
    const byte = Math.floor(place / 8);
    if (place < 0 || byte >= bits.length) continue;
    bits[byte] = (bits[byte] ?? 0) | (1 << (place % 8));
    end = Math.max(end, byte + 1);
  }
  return bits.subarray(0, end).toString('base64');
}

function readNote({ next, note }: { readonly next: number; readonly note: string }): Set<number> {
  const done = new Set<number>();
  Buffer.from(note, 'base64').forEach((byte, place) => {
    for (let bit = 0; bit < 8; bit += 1) if (byte & (1 << bit)) done.add(next + place * 8 + bit);
  });
  return done;
}
