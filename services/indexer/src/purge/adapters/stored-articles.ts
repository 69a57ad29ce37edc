import type { Client } from '@opensearch-project/opensearch';
import { classifyOpenSearchError } from '@gazette/runtime/opensearch';
import { indexNames, type RawArticle } from '@gazette/schemas';
import { allParts } from '../../adapters/opensearch.ts';

/** An article as it is indexed. */
export interface Stored extends Pick<RawArticle, 'producer' | 'externalId' | 'url' | 'via' | 'revision'> {
  readonly deleted: boolean;
  readonly hasText: boolean;
}

/** Access to the articles index, deleted articles included. Throws when OpenSearch is away. */
export interface StoredArticles {
  /** The articles by id; unknown ones are missing. */
  readonly get: (ids: readonly string[]) => Promise<ReadonlyMap<string, Stored>>;
  /** Ids of the articles that were deleted before a time (milliseconds since the epoch). */
  readonly deletedBefore: (time: number) => AsyncGenerator<string>;
}

const PER_REQUEST = 1000;

type Source = Omit<Stored, 'hasText'> & { readonly title?: string };

export function createStoredArticles(client: Client, prefix: string): StoredArticles {
  const index = indexNames(prefix).articlesWrite;

  async function getSome(ids: readonly string[]): Promise<readonly (readonly [string, Stored])[]> {
    const { body } = await client
      .mget({
        index,
        body: { ids: [...ids] },
        _source_includes: ['producer', 'externalId', 'url', 'via', 'revision', 'deleted', 'title'],
      })
      .catch((error: unknown) => {
        throw classifyOpenSearchError(error);
      });
    const docs = allParts(
      body.docs as unknown as readonly { readonly _id: string; readonly _source?: Source }[],
    );
    return docs.flatMap(({ _id, _source }) => {
      if (!_source) return [];
      const { title, ...stored } = _source;
      return [[_id, { ...stored, hasText: title !== undefined }] as const];
    });
  }

  return {
    get: async (ids) => {
      const found = new Map<string, Stored>();
      for (let from = 0; from < ids.length; from += PER_REQUEST)
        for (const [id, stored] of await getSome(ids.slice(from, from + PER_REQUEST))) found.set(id, stored);
      return found;
    },
    deletedBefore: async function* (time) {
      await client.indices.refresh({ index });
      const query = {
        bool: { filter: [{ term: { deleted: true } }, { range: { revision: { lt: time } } }] },
      };
      for (let after: unknown, isLast = false; !isLast;) {
        const body = {
          size: PER_REQUEST,
          _source: false,
          query,
          sort: [{ id: 'asc' }],
          ...(after ? { search_after: after } : {}),
        };
        const { body: found } = await client.search({ index, body: body as never });
        const hits = found.hits.hits as unknown as readonly {
          readonly _id: string;
          readonly sort: unknown;
        }[];
        for (const { _id } of hits) yield _id;
        after = hits.at(-1)?.sort;
        isLast = hits.length < PER_REQUEST;
      }
    },
  };
}
