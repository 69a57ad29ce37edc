import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import { accessRefused, aliasMissing, indexNames, SetupError } from '@gazette/schemas';
import type { Logger } from '@gazette/runtime';
import type { Known } from '../stamp.ts';
import { setupFaultOf } from './opensearch.ts';

/** What the index knows of an article. */
export type Indexed = Known & { readonly contentHash: string; readonly producer: string | null };

/**
 * What the index knows of articles, by id; what is missing is not known. Null when the index does not answer. Throws `SetupError`
 * when it refuses us or lacks the alias: what it knows would then be taken for unknown for good.
 */
export type LookUp = (ids: readonly string[]) => Promise<ReadonlyMap<string, Indexed> | null>;

interface Doc {
  readonly _id: string;
  readonly _source?: Indexed;
  /** A multi-get is answered 200 even when none of its documents could be looked for (tried: alias missing). */
  readonly error?: { readonly type: string; readonly reason?: string };
}

/** Longest wait for the index. Articles are accepted without it, so an unavailable index blocks no producer. */
const TIMEOUT_MS = 2000;

/** Realtime multi-get by id. While OpenSearch is unavailable nothing is known: revisions then come from the clock. */
export function createLookUp(client: Client, prefix: string, logger: Logger): LookUp {
  const index = indexNames(prefix).articlesWrite;

  async function get(ids: readonly string[]): Promise<readonly Doc[]> {
    const { body } = await client.mget(
      {
        index,
        body: { ids: [...ids] },
        _source_includes: ['revision', 'contentHash', 'deleted', 'producer'],
      },
      { requestTimeout: TIMEOUT_MS, maxRetries: 0 },
    );
    return body.docs as readonly Doc[];
  }

  return async (ids) => {
    const unique = [...new Set(ids)];
    if (unique.length === 0) return new Map();
    try {
      const docs = await get(unique);
      const failed = docs.find((doc) => doc.error !== undefined);
      if (failed?.error) throw faultOf(failed.error, index);
      return new Map(docs.flatMap(({ _id, _source }) => (_source ? [[_id, _source] as const] : [])));
    } catch (error) {
      const fault = setupFaultOf(error, index) ?? error;
      if (fault instanceof SetupError) throw fault;
      logger.warn({ err: error }, 'index unavailable; revisions come from the clock');
      return null;
    }
  };
}

/** A page can wait for the index this long; a producer cannot. */
const PAGES_WAIT_MS = 2 * 60_000;
const LOOK_AGAIN_MS = 1000;

/**
 * Retries for two minutes while the index does not answer. After a crash the next owner of a host fetches its pages
 * again, and would accept them twice without the index. The signal ends the wait.
 */
export function patiently(lookUp: LookUp, signal: AbortSignal): LookUp {
  return async (ids) => {
    const deadline = performance.now() + PAGES_WAIT_MS;
    let known = await lookUp(ids);
    while (known === null && performance.now() < deadline) {
      await sleep(LOOK_AGAIN_MS, undefined, { signal });
      known = await lookUp(ids);
    }
    return known;
  };
}

function faultOf({ type, reason = '' }: NonNullable<Doc['error']>, alias: string): Error {
  if (type === 'security_exception') return accessRefused(reason);
  // `illegal_argument_exception`: the alias names more than one index.
  if (type === 'index_not_found_exception' || type === 'illegal_argument_exception')
    return aliasMissing(alias);
  return new Error(`${type}: ${reason}`);
}
