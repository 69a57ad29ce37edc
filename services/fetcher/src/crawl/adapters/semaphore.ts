/** Admits a bounded number at a time, in order of arrival. */
export interface Semaphore {
  /**
   * Resolves to the function that frees the slot, once there is one. `first` goes ahead of those already
   * waiting. Rejects with the signal's reason when it is aborted while waiting.
   */
  readonly enter: (signal: AbortSignal, first?: boolean) => Promise<() => void>;
  /** Whether every slot is free. */
  readonly isIdle: () => boolean;
}

/** A semaphore of `slots`. */
export function createSemaphore(slots: number): Semaphore {
  const waiting: (() => void)[] = [];
  let free = slots;

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
    isIdle: () => free === slots,
  };
}
