import { setTimeout as sleep } from 'node:timers/promises';

/** Lets one request at a time go to a host, with a pause between two. */
export interface HostGate {
  /** Runs `visit` when the host is free. Rejects with the signal's reason when it is aborted while waiting. */
  readonly visit: <T>(url: string, signal: AbortSignal, visit: () => Promise<T>) => Promise<T>;
}

/** A gate for the hosts this process owns. `delayMs` is the shortest pause between two requests to one host, in milliseconds. */
export function createHostGate(delayMs: number): HostGate {
  const queues = new Map<string, Promise<void>>();
  return {
    visit: async (url, signal, visit) => {
      const { host } = new URL(url);
      const before = queues.get(host) ?? Promise.resolve();
      const { promise: after, resolve: release } = withResolvers();
      const mine = before.then(() => after);
      queues.set(host, mine);
      let visited = false;
      try {
        await Promise.race([before, aborted(signal)]);
        signal.throwIfAborted();
        visited = true;
        return await visit();
      } finally {
        // Who left while waiting hands its turn on once those before are done.
        void before
          .then(() => sleep(visited ? delayMs : 0, undefined, { ref: false }))
          .then(() => {
            release();
            if (queues.get(host) === mine) queues.delete(host);
          });
      }
    },
  };
}

/** Rejects with the signal's reason when it is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
