import { hostOf } from '@gazette/schemas';
import { sleep } from '@gazette/runtime';
import { createSemaphore, type Semaphore } from './semaphore.ts';

/** This instance's claim to a host, from the assignment of the host's partition. */
export interface HostAssignment {
  /** When this instance became the owner, by `performance.now()`; the previous owner may just have sent a request. */
  readonly ownerSince: number;
  /** Called before each request: resolves while this instance is still the owner, and rejects once it is not. */
  readonly confirmed: () => Promise<void>;
}

/** A visit that waits for its host. */
export interface Turn extends HostAssignment {
  /** Ends the wait or the visit. */
  readonly signal: AbortSignal;
  /** Goes ahead of those already waiting: feeds do, since they bring the news. */
  readonly first?: boolean;
  /** Called when the visit has the host to itself, before its first request. */
  readonly onEntered?: () => void;
}

/** Sends one request when `pauseMs` have passed since the last one to this host ended. */
export type Ask = <T>(pauseMs: number, send: () => Promise<T>) => Promise<T>;

/** Lets one visitor at a time to a host, with a pause between two requests. */
export interface HostGate {
  /** Runs `visit` with the host to itself; it reaches the host through `ask` only. Rejects with the signal's reason when aborted. */
  readonly enter: <T>(url: string, turn: Turn, visit: (ask: Ask) => Promise<T>) => Promise<T>;
}

interface Host {
  readonly places: Semaphore;
  /** When the last request ended, on the clock of `performance.now()`. */
  lastEnded: number;
}

/** Hosts remembered; beyond that, those not visited for a while are forgotten. */
const MOST_HOSTS = 10_000;
/** Longer than any pause between two requests. */
const REMEMBERED_MS = 120_000;

/** The gate to all hosts of this process. At most `most` requests are under way at once, over all hosts. */
export function createHostGate({ most }: { readonly most: number }): HostGate {
  const hosts = new Map<string, Host>();
  const requests = createSemaphore(most);

  function hostFor(url: string): Host {
    const name = hostOf(url);
    const known = hosts.get(name);
    if (known) return known;
    if (hosts.size >= MOST_HOSTS) forgetIdle();
    const host = { places: createSemaphore(1), lastEnded: -Infinity };
    hosts.set(name, host);
    return host;
  }

  function forgetIdle(): void {
    const before = performance.now() - REMEMBERED_MS;
    for (const [name, { places, lastEnded }] of hosts) {
      if (places.isIdle() && lastEnded < before) hosts.delete(name);
    }
  }

  return {
    enter: async (url, turn, visit) => {
      const host = hostFor(url);
      const leave = await host.places.enter(turn.signal, turn.first);
      try {
        turn.onEntered?.();
        return await visit(async (pauseMs, send) => {
          const due = Math.max(host.lastEnded, turn.ownerSince) + pauseMs;
          // A timer counts whole milliseconds and may fire within the one before.
          while (performance.now() < due) await sleep(Math.ceil(due - performance.now()), turn.signal);
          const end = await requests.enter(turn.signal);
          try {
            await turn.confirmed();
            turn.signal.throwIfAborted();
            return await send();
          } finally {
            host.lastEnded = performance.now();
            end();
          }
        });
      } finally {
        leave();
      }
    },
  };
}
