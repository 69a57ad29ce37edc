import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@gazette/runtime';
import type { UrlDelete } from '../from-inbox.ts';
import type { FindArticlesAt } from './articles-at.ts';
import type { WhenIndexed } from './when-indexed.ts';

/** The articles to delete, which may be none; null while it is not known which. */
export type FoundByUrl = { readonly ids: readonly string[]; readonly isKnownUrl: boolean } | null;

/** The deletes by URL of the inbox. */
export interface UrlDeletes {
  /** Finds what to delete. */
  readonly find: (urlDelete: UrlDelete, mayWait: boolean) => Promise<FoundByUrl>;
  /** Remembers the place (partition and offset) to which a waiting delete was written again. */
  readonly writtenTo: (urlDelete: UrlDelete, place: Place) => void;
  /**
   * Whether the delete was written again after the message that was read, which then has nothing left to do.
   * Otherwise every message that is read twice, as after lost offsets, would be one more from then on.
   */
  readonly isOutdated: (urlDelete: UrlDelete) => boolean;
}

type Place = Pick<UrlDelete, 'partition' | 'offset'>;

interface Wait {
  isOver: boolean;
  readonly over: Promise<void>;
  lastWritten?: Place;
}

/** How long a delete holds up its partition before it is written to the inbox again. */
const WAIT_MS = 2000;

/**
 * Only the index knows URLs, so everything written before a delete must be indexed first. The wait goes on
 * while the delete itself is written again and again, possibly for hours. Of the articles with the delete's
 * own revision none is found: their order is that of their offsets, which the index does not know.
 */
export function createUrlDeletes(
  findArticlesAt: FindArticlesAt,
  whenIndexed: WhenIndexed,
  logger: Logger,
): UrlDeletes {
  const waits = new Map<string, Wait>();

  function waitFor(key: string): Wait {
    const known = waits.get(key);
    if (known) return known;
    const over = whenIndexed().then(
      () => {
        wait.isOver = true;
      },
      (error: unknown) => {
        logger.debug({ err: error }, 'the wait for the index begins again');
        waits.delete(key);
      },
    );
    const wait: Wait = { isOver: false, over };
    waits.set(key, wait);
    return wait;
  }

  async function find(urlDelete: UrlDelete, mayWait: boolean): Promise<FoundByUrl> {
    const { producer, url, writtenAt } = urlDelete;
    const wait = waitFor(keyOf(urlDelete));
    if (!wait.isOver && mayWait) await Promise.race([wait.over, sleep(WAIT_MS, undefined, { ref: false })]);
    if (!wait.isOver) return null;
    const { live, deletedBefore } = await findArticlesAt(producer, url);
    waits.delete(keyOf(urlDelete));
    // A newer text supersedes its delete, which the log of record holds nevertheless.
    const others = live.filter(({ revision }) => revision !== writtenAt);
    return { ids: others.map(({ id }) => id), isKnownUrl: deletedBefore || live.length > 0 };
  }

  return {
    find,
    writtenTo: (urlDelete, place) => {
      waitFor(keyOf(urlDelete)).lastWritten = place;
    },
    isOutdated: (urlDelete) => {
      const last = waits.get(keyOf(urlDelete))?.lastWritten;
      if (last === undefined) return false;
      // Only the first message may lie elsewhere: a delete is always written to the partition of its URL.
      return last.partition !== urlDelete.partition || BigInt(urlDelete.offset) < BigInt(last.offset);
    },
  };
}

function keyOf({ producer, url, writtenAt }: UrlDelete): string {
  return JSON.stringify([producer, url, writtenAt]);
}
