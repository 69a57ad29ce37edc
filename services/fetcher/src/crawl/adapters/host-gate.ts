import { setTimeout as sleep } from 'node:timers/promises';
import { hostOf } from '@gazette/schemas';
import { createSemaphore, type Semaphore } from './semaphore.ts';

/** This instance's claim to a host, from the assignment of the host's partition. */
export interface HostAssignment {
  /**
   * When this instance became the owner (`performance.now()`); the previous owner may just have sent a
   * request.
   */
  readonly ownerSince: number;
  /** Called before each request; resolves while this instance is still the owner, otherwise rejects. */
  readonly confirmed: () => Promise<void>;
}

/** A visit that waits for its host. */
export interface Turn extends HostAssignment {
  /** Ends the wait or the visit. */
  readonly signal: AbortSignal;
  /** Goes ahead of the visits that already wait. Feeds do, since they lead to new articles. */
  readonly first?: boolean;
  /** Called when the visit has exclusive access to the host, before its first request. */
  readonly onEntered?: () => void;
}

/** Sends one request once `pauseMs` have passed since the end of the last one to this host. */
export type SendPaced = <T>(pauseMs: number, send: () => Promise<T>) => Promise<T>;

/** Admits one visit at a time to a host, with a pause between two requests. */
export interface HostGate {
  /**
   * Runs `visit` with exclusive access to the host; it sends requests only through `sendPaced`. Rejects with
   * the signal's reason when aborted.
   */
  readonly enter: <T>(url: string, turn: Turn, visit: (sendPaced: SendPaced) => Promise<T>) => Promise<T>;
}

interface Host {
  readonly slots: Semaphore;
  /** When the last request ended, on the clock of `performance.now()`. */
  lastEnded: number;
}

/** Hosts kept in memory; beyond that, those not visited for a while are dropped. */
const MOST_HOSTS = 10_000;
/** Longer than any pause between two requests. */
const REMEMBERED_MS = 120_000;

/** The gate to all hosts of this process, with at most `most` concurrent requests over all hosts. */
export function createHostGate({ most }: { readonly most: number }): HostGate {
  const hosts = new Map<string, Host>();
  const requests = createSemaphore(most);

  function hostFor(url: string): Host {
    const name = hostOf(url);
    const known = hosts.get(name);
    if (known) return known;
    if (hosts.size >= MOST_HOSTS) forgetIdle();
    const host = { slots: createSemaphore(1), lastEnded: -Infinity };
    hosts.set(name, host);
    return host;
  }

  function forgetIdle(): void {
    const before = performance.now() - REMEMBERED_MS;
    for (const [name, { slots, lastEnded }] of hosts) {
      if (slots.isIdle() && lastEnded < before) hosts.delete(name);
    }
  }

  return {
    enter: async (url, turn, visit) => {
      const host = hostFor(url);
      const leave = await host.slots.enter(turn.signal, turn.first);
      try {
        turn.onEntered?.();
        return await visit(async (pauseMs, send) => {
          const due = Math.max(host.lastEnded, turn.ownerSince) + pauseMs;
          // Timers have millisecond resolution and may fire slightly early.
          while (performance.now() < due) {
            const wait = Math.ceil(due - performance.now());
            await sleep(wait, undefined, { signal: turn.signal }).catch(() => undefined);
            turn.signal.throwIfAborted();
          }
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
