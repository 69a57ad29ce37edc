import type { Page } from '@gazette/schemas';

/** A page that waits until it is due and its host is free, and the function that ends its wait. */
export interface WaitingPage {
  readonly offset: string;
  readonly page: Page;
  /** Rejects the wait with the reason. */
  readonly end: (reason: Error) => void;
}

/** The pages of a partition whose fetch has not started. */
export interface WaitingPages {
  /** False if a newer visit to the page already waits. Ends the wait of an older re-visit. */
  readonly add: (waiting: WaitingPage) => boolean;
  readonly delete: (offset: string) => void;
  readonly get: (offset: string) => WaitingPage | undefined;
  /** The page with the latest `notBefore`. */
  readonly latestDue: () => WaitingPage | undefined;
  readonly endAll: (reason: Error) => void;
}

/** Ends the wait of a visit that a newer visit to the page replaces. */
export class ReplacedError extends Error {
  constructor(url: string) {
    super(`A newer visit to ${url} is waiting.`);
    this.name = 'ReplacedError';
  }
}

/**
 * Keeps one re-visit per page: an edited feed entry starts a new series of visits, and the old series would
 * restore the text from before the edit.
 */
export function createWaitingPages(): WaitingPages {
  const pages = new Map<string, WaitingPage>();
  const newest = new Map<string, WaitingPage>();

  function remove(offset: string): void {
    const waiting = pages.get(offset);
    pages.delete(offset);
    if (waiting && newest.get(waiting.page.url) === waiting) newest.delete(waiting.page.url);
  }

  return {
    add: (waiting) => {
      const { page, offset } = waiting;
      const other = newest.get(page.url);
      if (other && page.visit > 0 && other.page.discoveredAt > page.discoveredAt) return false;
      pages.set(offset, waiting);
      newest.set(page.url, waiting);
      if (other && other.page.visit > 0) {
        remove(other.offset);
        other.end(new ReplacedError(page.url));
      }
      return true;
    },
    delete: remove,
    get: (offset) => pages.get(offset),
    latestDue: () => {
      let latest: WaitingPage | undefined;
      for (const waiting of pages.values()) {
        if (!latest || waiting.page.notBefore > latest.page.notBefore) latest = waiting;
      }
      return latest;
    },
    endAll: (reason) => {
      for (const waiting of pages.values()) waiting.end(reason);
    },
  };
}
