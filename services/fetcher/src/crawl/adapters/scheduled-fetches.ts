import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@gazette/schemas';
import type { Lane } from '@gazette/runtime';
import { fetchPage, type Fetched } from '../fetch-page.ts';
import type { HostAssignment, Turn } from './host-gate.ts';
import type { PoliteGet } from './polite-get.ts';
import { createWaitingPages, ReplacedError } from './waiting-pages.ts';

/** The dependencies of {@link ScheduledFetches}. */
export interface ScheduledFetchesOptions {
  readonly assignment: HostAssignment;
  readonly get: PoliteGet;
  readonly lane: Pick<Lane, 'signal'>;
  /** When recent articles are fetched again, in ascending seconds after their first fetch. */
  readonly revisitSeconds: readonly number[];
}

const MAX_TIMER_MS = 2 ** 31 - 1;

/** Fetches pages of a partition when they are due and their hosts are free. */
export class ScheduledFetches {
  readonly #options: ScheduledFetchesOptions;
  readonly #waiting = createWaitingPages();
  /** Abort the waiting and running fetches when the partition is revoked or the consumer stops. */
  readonly #controllers = new Set<AbortController>();

  constructor(options: ScheduledFetchesOptions) {
    this.#options = options;
    const { signal } = options.lane;
    const abortAll = (): void => {
      for (const controller of this.#controllers) controller.abort(signal.reason);
    };
    signal.addEventListener('abort', abortAll, { once: true });
  }

  /**
   * Returns `again` with the same page if it is evicted before its fetch starts. Throws `ReplacedError` if a
   * newer visit replaces this one.
   */
  async fetch(offset: string, page: Page): Promise<Fetched> {
    const ending = new AbortController();
    const end = (reason: Error): void => {
      ending.abort(reason);
    };
    if (!this.#waiting.add({ offset, page, end })) throw new ReplacedError(page.url);
    this.#controllers.add(ending);
    try {
      const wait = Math.min(page.notBefore - Date.now(), MAX_TIMER_MS);
      if (wait > 0) await sleep(wait, undefined, { signal: ending.signal }).catch(() => undefined);
      ending.signal.throwIfAborted();
      return await this.#fetchInTurn(offset, page, ending.signal);
    } catch (error) {
      if (error instanceof EvictedError) return { kind: 'again', page };
      throw error;
    } finally {
      this.#waiting.delete(offset);
      this.#controllers.delete(ending);
    }
  }

  /** Evicts the page at `offset` if its fetch has not started. */
  evict(offset: string): void {
    this.#waiting.get(offset)?.end(new EvictedError());
  }

  /** Evicts the waiting page that is due latest. */
  evictLatestDue(): void {
    this.#waiting.latestDue()?.end(new EvictedError());
  }

  /** Rejects each call of `fetch` whose fetch has not started. */
  endWaiting(): void {
    this.#waiting.endAll(new Error('The worker is leaving the partition.'));
  }

  async #fetchInTurn(offset: string, page: Page, signal: AbortSignal): Promise<Fetched> {
    const { assignment, get, revisitSeconds } = this.#options;
    const turn: Turn = {
      ...assignment,
      signal,
      onEntered: () => {
        this.#waiting.delete(offset);
      },
    };
    return fetchPage(page, {
      get: (url, options) => get(url, options ?? {}, turn),
      now: Date.now,
      random: Math.random,
      revisitSeconds,
    });
  }
}

/** The reason with which the wait of an evicted page ends. */
class EvictedError extends Error {}
