/** Readiness and liveness of a process. */
export interface Health {
  /** Turns readiness off until {@link Health.unblock} is called with the same key. */
  readonly block: (key: string, reason: string) => void;
  readonly unblock: (key: string) => void;
  /** Turns readiness and liveness off permanently; calls the `onDeath` listeners once. */
  readonly die: (reason: string) => void;
  readonly onDeath: (listener: (reason: string) => void) => void;
  /** Turns readiness off because the process is stopping; further requests are rejected. */
  readonly leave: () => void;
  readonly isLeaving: () => boolean;
  /** Null when the service is ready, otherwise the reason. */
  readonly notReady: () => string | null;
  /** Null while the process works, otherwise the fatal failure. */
  readonly notLive: () => string | null;
}

/** The health of one process: ready unless something blocks it, live until `die` is called. */
export function createHealth(): Health {
  const blocks = new Map<string, string>();
  const listeners: ((reason: string) => void)[] = [];
  let death: string | null = null;
  let leaving = false;
  return {
    block: (key, reason) => {
      blocks.set(key, reason);
    },
    unblock: (key) => {
      blocks.delete(key);
    },
    die: (reason) => {
      if (death !== null) return;
      death = reason;
      for (const listener of listeners) listener(reason);
    },
    leave: () => {
      leaving = true;
      blocks.set('leaving', 'The process is stopping.');
    },
    isLeaving: () => leaving,
    onDeath: (listener) => {
      listeners.push(listener);
    },
    notReady: () => death ?? (blocks.size === 0 ? null : [...blocks.values()].join(' ')),
    notLive: () => death,
  };
}
