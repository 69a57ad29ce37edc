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
      try {
        await before;
        signal.throwIfAborted();
        return await visit();
      } finally {
        void sleep(delayMs, undefined, { ref: false }).then(() => {
          release();
          if (queues.get(host) === mine) queues.delete(host);
        });
      }
    },
  };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
