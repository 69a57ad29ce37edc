import type { Client } from '@opensearch-project/opensearch';
import { indexNames, type DeadLetterDocument } from '@gazette/schemas';
import { deadLetterQuery, type DeadLetterFilters } from '../dead-letter-query.ts';

/** Dead letters as operators find them. */
export interface DeadLetterStore {
  readonly count: (filters: DeadLetterFilters) => Promise<number>;
  /** Every match, newest first; at most `limit`. */
  readonly find: (filters: DeadLetterFilters, limit: number) => AsyncGenerator<DeadLetterDocument>;
  readonly get: (id: string) => Promise<DeadLetterDocument | null>;
  readonly markRedriven: (ids: readonly string[], at: string) => Promise<void>;
}

/** Documents carry whole messages, so pages are small. */
const PAGE = 50;

/** The dead letters of the `dead-letters` index. */
export function createDeadLetterStore(client: Client, prefix: string): DeadLetterStore {
  const index = indexNames(prefix).deadLetters;
  return {
    count: async (filters) => {
      const { body } = await client.count({ index, body: { query: deadLetterQuery(filters) } });
      return body.count;
    },
    find: async function* (filters, limit) {
      let after: unknown[] | undefined;
      for (let left = limit; left > 0;) {
        const { body } = await client.search({
          index,
          body: {
            size: Math.min(PAGE, left),
            query: deadLetterQuery(filters),
            sort: [{ lastAt: 'desc' }, { topic: 'asc' }, { partition: 'asc' }, { offset: 'asc' }],
            ...(after ? { search_after: after } : {}),
          } as never,
        });
        const hits = body.hits.hits as unknown as readonly { _source: DeadLetterDocument; sort: unknown[] }[];
        for (const { _source } of hits) yield _source;
        left -= hits.length;
        after = hits.at(-1)?.sort;
        if (hits.length < PAGE) return;
      }
    },
    get: async (id) => {
      const { body } = await client.search({ index, body: { size: 1, query: { ids: { values: [id] } } } });
      return (body.hits.hits[0]?._source as DeadLetterDocument | undefined) ?? null;
    },
    markRedriven: async (ids, at) => {
      const body = ids.flatMap((id): object[] => [
        { update: { _id: id, require_alias: true } },
        { doc: { redrivenAt: at } },
      ]);
      const answer = await client.bulk({ index, refresh: true, body: body as never });
      if (answer.body.errors)
        throw new Error(
          'Some dead letters were sent back but could not be marked so; sending them again is safe.',
        );
    },
  };
}
