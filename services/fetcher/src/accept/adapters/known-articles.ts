import type { Client } from '@opensearch-project/opensearch';
import { indexNames, lookUpFault, SetupError, type OpenSearchError } from '@gazette/schemas';
import { NotYetError, type Logger } from '@gazette/runtime';
import type { Known } from '../stamp.ts';
import { setupFaultOf } from './opensearch.ts';

/** An article as it is indexed. */
export type Indexed = Known & { readonly contentHash: string; readonly producer: string | null };

/**
 * Looks up indexed articles by id; unknown ones are missing. Null when the index does not answer. Throws
 * `SetupError` when access is denied or the alias is missing, since known articles would otherwise count as
 * unknown.
 */
export type LookUp = (ids: readonly string[]) => Promise<ReadonlyMap<string, Indexed> | null>;

interface Doc {
  readonly _id: string;
  readonly _source?: Indexed;
  /** A multi-get returns 200 even when it could not look up any document, such as without the alias. */
  readonly error?: OpenSearchError;
}

/** The longest wait for the index. Articles are accepted without it, so it never blocks producers. */
const TIMEOUT_MS = 2000;

/** Realtime multi-get by id. While OpenSearch is unavailable, revisions come only from the clock. */
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
      if (failed?.error) throw lookUpFault(failed.error, index);
      return new Map(docs.flatMap(({ _id, _source }) => (_source ? [[_id, _source] as const] : [])));
    } catch (error) {
      const fault = setupFaultOf(error, index) ?? error;
      if (fault instanceof SetupError) throw fault;
      logger.warn({ err: error }, 'index unavailable; revisions come from the clock');
      return null;
    }
  };
}

/**
 * Pages wait for the index: without it, one that was accepted before a crash would be accepted twice, and a
 * deleted article would be restored. Producers do not wait.
 */
export function requireIndex(lookUp: LookUp): LookUp {
  return async (ids) => {
    const known = await lookUp(ids);
    if (known === null) throw new NotYetError('The index must answer first.');
    return known;
  };
}
