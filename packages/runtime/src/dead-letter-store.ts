import {
  deadLetterQuery,
  indexNames,
  SetupError,
  type DeadLetterDocument,
  type DeadLetterFilters,
  type StoredArticle,
} from '@gazette/schemas';

/**
 * Sends one request to OpenSearch. Resolves to the JSON response, or null for 404; otherwise rejects.
 */
export type CallOpenSearch = (method: 'GET' | 'POST', path: string, body?: object) => Promise<unknown>;

/** A dead letter without its message's bytes. */
export type DeadLetterSummary = Omit<DeadLetterDocument, 'value' | 'keyBytes'>;

/** Access to the `dead-letters` index. */
export interface DeadLetterStore {
  readonly count: (filters: DeadLetterFilters) => Promise<number>;
  /** At most `limit` matches: the latest failure first (`newest`) or in the messages' `original` order. */
  readonly find: (
    filters: DeadLetterFilters,
    order: 'newest' | 'original',
    limit: number,
  ) => AsyncGenerator<DeadLetterSummary>;
  /** The current dead letter, or null. */
  readonly get: (id: string) => Promise<DeadLetterDocument | null>;
  /** The indexed version of an article, or null. */
  readonly article: (id: string) => Promise<IndexedVersion | null>;
  /** Marks a dead letter as redriven at `at` (ISO 8601). */
  readonly markRedriven: (id: string, at: string) => Promise<void>;
  /** Makes `markRedriven` visible to searches. */
  readonly refresh: () => Promise<void>;
}

/** What the index holds of an article. */
export type IndexedVersion = Pick<StoredArticle, 'revision' | 'contentHash'>;

const PAGE_SIZE = 200;
const byPosition = [{ topic: 'asc' }, { partition: 'asc' }, { offset: 'asc' }];
const orders = { newest: [{ lastAt: 'desc' }, ...byPosition], original: byPosition };

/** The dead letters of one installation. */
export function createDeadLetterStore(call: CallOpenSearch, prefix: string): DeadLetterStore {
  const index = indexNames(prefix).deadLetters;
  const path = (action: string, id: string): string => `/${index}/${action}/${encodeURIComponent(id)}`;

  async function query<Answer>(action: '_search' | '_count', body: object): Promise<Answer> {
    const answer = await call('POST', `/${index}/${action}`, body);
    if (answer === null) throw new SetupError(`The index ${index} is missing.`, 'Run `npx gazette deploy`.');
    return answer as Answer;
  }

  return {
    count: async (filters) => {
      const { count } = await query<{ readonly count: number }>('_count', {
        query: deadLetterQuery(filters),
      });
      return count;
    },
    find: async function* (filters, order, limit) {
      let after: readonly unknown[] | undefined;
      for (let left = limit; left > 0;) {
        const { hits: found } = await query<Found>('_search', {
          size: Math.min(PAGE_SIZE, left),
          _source: { excludes: ['value', 'keyBytes'] },
          query: deadLetterQuery(filters),
          sort: orders[order],
          ...(after ? { search_after: after } : {}),
        });
        const { hits } = found;
        for (const { _source } of hits) yield _source;
        left -= hits.length;
        after = hits.at(-1)?.sort;
        if (hits.length < PAGE_SIZE) return;
      }
    },
    get: async (id) => {
      const answer = await call('GET', path('_doc', id));
      const { _source } = (answer ?? {}) as { readonly _source?: DeadLetterDocument };
      return _source ? { ...addedLater, ..._source } : null;
    },
    article: async (id) => {
      const fields = '_source_includes=revision,contentHash';
      const answer = await call('GET', `/${indexNames(prefix).articlesWrite}/_doc/${id}?${fields}`);
      return ((answer ?? {}) as { readonly _source?: IndexedVersion })._source ?? null;
    },
    markRedriven: async (id, at) => {
      const answer = await call('POST', path('_update', id), { doc: { redrivenAt: at } });
      if (answer === null) throw new Error(`The dead letter ${id} is no longer in the index ${index}.`);
    },
    refresh: async () => {
      await call('POST', `/${index}/_refresh`);
    },
  };
}

/** Defaults for fields that older documents lack. */
const addedLater = { keyBytes: null, valueLength: null, bytesIn: 'index', letterOffset: -1 } as const;

interface Found {
  readonly hits: {
    readonly hits: readonly { readonly _source: DeadLetterSummary; readonly sort: readonly unknown[] }[];
  };
}
