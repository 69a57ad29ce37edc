import type { Client } from '@opensearch-project/opensearch';
import { indexNames } from '@gazette/schemas';
import type { Logger } from '@gazette/runtime';
import type { Known } from '../stamp.ts';

/** What the index knows of articles, by id; what is missing is not known. Null when the index does not answer. */
export type LookUp = (
  ids: readonly string[],
) => Promise<ReadonlyMap<string, Known & { readonly producer: string | null }> | null>;

interface Source {
  readonly revision: number;
  readonly contentHash: string;
  readonly deleted: boolean;
  readonly producer: string | null;
}

/** Longest wait for the index: an article is accepted without it, so that an index that is away refuses nobody. */
const TIMEOUT_MS = 2000;

/** Realtime multi-get by id. When OpenSearch is away nothing is known: revisions are then the clock's. */
export function createLookUp(client: Client, prefix: string, logger: Logger): LookUp {
  const index = indexNames(prefix).articlesWrite;
  return async (ids) => {
    const unique = [...new Set(ids)];
    if (unique.length === 0) return new Map();
    try {
      const { body } = await client.mget(
        {
          index,
          body: { ids: unique },
          _source_includes: ['revision', 'contentHash', 'deleted', 'producer'],
        },
        { requestTimeout: TIMEOUT_MS, maxRetries: 0 },
      );
      const docs = body.docs as readonly { _id: string; found?: boolean; _source?: Source }[];
      return new Map(docs.flatMap(({ _id, _source }) => (_source ? [[_id, _source] as const] : [])));
    } catch (error) {
      logger.warn({ err: error }, 'the index does not say what it knows; revisions are the clock’s');
      return null;
    }
  };
}
