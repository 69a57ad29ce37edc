/** Lets a bounded number in at a time, first come first served. */
export interface Semaphore {
  /**
   * Resolves to the function that gives the place back, once there is one. `first` goes before those who wait. Rejects with the
   * signal's reason when it is aborted while waiting.
   */
  readonly enter: (signal: AbortSignal, first?: boolean) => Promise<() => void>;
  /** Whether nobody is in and nobody waits. */
  readonly isIdle: () => boolean;
}

/** A semaphore of `places`. */
export function createSemaphore(places: number): Semaphore {
  const waiting: (() => void)[] = [];
  let free = places;

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  return {
    enter: async (signal, first = false) => {
      signal.throwIfAborted();
      if (free > 0) free -= 1;
      else {
        await new Promise<void>((resolve, reject) => {
          const enter = (): void => {
            signal.removeEventListener('abort', abort);
            resolve();
          };
          const abort = (): void => {
            waiting.splice(waiting.indexOf(enter), 1);
            reject(signal.reason as Error);
          };
          signal.addEventListener('abort', abort, { once: true });
          if (first) waiting.unshift(enter);
          else waiting.push(enter);
        });
      }
      let isIn = true;
      return () => {
        if (isIn) leave();
        isIn = false;
      };
    },
    isIdle: () => free === places,
  };
}
