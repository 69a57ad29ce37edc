import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@gazette/runtime';
import type { UrlDelete } from '../from-inbox.ts';
import type { FindArticlesAt } from './articles-at.ts';
import type { WhenIndexed } from './when-indexed.ts';

/** The articles to delete, which may be none; null while it is not known which. */
export type FoundByUrl = { readonly ids: readonly string[]; readonly isKnownUrl: boolean } | null;

/** Finds what deletes by URL of the inbox delete. */
export type FindByUrl = (urlDelete: UrlDelete, mayWait: boolean) => Promise<FoundByUrl>;

/** How long a delete holds up its partition before it is written to the inbox again. */
const WAIT_MS = 2000;

/**
 * Only the index knows URLs, so everything written before a delete must be indexed first. The wait goes on
 * while the delete itself is written again and again, possibly for hours. Of the articles with the delete's
 * own revision none is found: their order is that of their offsets, which the index does not know.
 */
export function createFindByUrl(
  findArticlesAt: FindArticlesAt,
  whenIndexed: WhenIndexed,
  logger: Logger,
): FindByUrl {
  const waits = new Map<string, { isOver: boolean; readonly over: Promise<void> }>();

  function waitFor(key: string): { readonly isOver: boolean; readonly over: Promise<void> } {
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
    const wait = { isOver: false, over };
    waits.set(key, wait);
    return wait;
  }

  return async ({ producer, url, writtenAt }, mayWait) => {
    const key = JSON.stringify([producer, url, writtenAt]);
    const wait = waitFor(key);
    if (!wait.isOver && mayWait) await Promise.race([wait.over, sleep(WAIT_MS, undefined, { ref: false })]);
    if (!wait.isOver) return null;
    const { live, deletedBefore } = await findArticlesAt(producer, url);
    waits.delete(key);
    // A newer text supersedes its delete, which the log of record holds nevertheless.
    const others = live.filter(({ revision }) => revision !== writtenAt);
    return { ids: others.map(({ id }) => id), isKnownUrl: deletedBefore || live.length > 0 };
  };
}
