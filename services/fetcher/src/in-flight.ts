/** Which offsets of one partition are being worked on, so that a commit never passes one that is not done. */
export interface InFlight {
  readonly begin: (offset: string) => void;
  /** The offset up to which all is done, when this end moved it; else null. */
  readonly end: (offset: string) => string | null;
  readonly size: () => number;
}

/** Tracks work that ends in any order. Offsets must begin in ascending order. */
export function createInFlight(): InFlight {
  // Insertion order is offset order; a done offset stays until all before it are done.
  const offsets = new Map<string, boolean>();
  let open = 0;
  return {
    begin: (offset) => {
      offsets.set(offset, false);
      open += 1;
    },
    end: (offset) => {
      offsets.set(offset, true);
      open -= 1;
      let last: string | null = null;
      for (const [first, done] of offsets) {
        if (!done) break;
        offsets.delete(first);
        last = first;
      }
      return last;
    },
    size: () => open,
  };
}
