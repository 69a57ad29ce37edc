import { setTimeout as sleep } from 'node:timers/promises';
import { partitionFor, PARTITIONS } from '@gazette/schemas';
import type { Way } from './plan.ts';

/** Whether an article's versions come through HTTP and the inbox in turn. */
export function isMixed({ article, way }: { readonly article: number; readonly way: Way }): boolean {
  // Two of three articles have an external id, without which the doors would not agree on the article.
  return way === 'push' && article % 5 === 0 && article % 3 !== 0;
}

/** The door through which a version of a mixed article comes. */
export function doorOf(version: {
  readonly article: number;
  readonly way: Way;
  readonly version: number;
}): Way {
  return isMixed(version) && version.version % 2 === 1 ? 'inbox' : version.way;
}

/** Whether a producer sends an article without a key, so that each version reaches another partition. */
export function isKeyless(article: number): boolean {
  return article % 2 === 1;
}

/** The order of writes through two doors is as good as the clocks (ADR 18). */
const DOOR_CHANGE_MS = 1000;
/** Messages in different partitions are ordered if they are a millisecond apart. */
const KEYLESS_MS = 2;

/** Keeps the writes of one article so far apart that their order is defined. */
export class Pace {
  readonly #last = new Map<number, { readonly door: Way; readonly at: number }>();

  /** Waits until the next write of the article may be sent; the previous one has been answered. */
  async before(article: number, door: Way): Promise<void> {
    const last = this.#last.get(article);
    const pause = last && last.door !== door ? DOOR_CHANGE_MS : KEYLESS_MS;
    await sleep(last ? Math.max(0, last.at + pause - Date.now()) : 0);
  }

  /** Records that a write of the article was answered. */
  after(article: number, door: Way): void {
    this.#last.set(article, { door, at: Date.now() });
  }
}

/** The partitions of inbox messages: by the article, or each in turn. */
export class InboxPartitions {
  #sent = 0;

  next(article: number, id: string): number {
    this.#sent += 1;
    return isKeyless(article) ? this.#sent % PARTITIONS : partitionFor(id);
  }
}
