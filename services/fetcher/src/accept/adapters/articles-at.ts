import type { Client } from '@opensearch-project/opensearch';
import { indexNames } from '@gazette/schemas';
import { classifyOpenSearchError } from '@gazette/runtime/opensearch';

/** What a producer has under one URL in the index. */
export interface ArticlesAt {
  readonly live: readonly { readonly id: string; readonly revision: number }[];
  /** Whether articles under this URL were deleted before. */
  readonly deletedBefore: boolean;
}

/** Finds a producer's articles by their canonical URL, whatever their ids. Throws when the index is away. */
export type FindArticlesAt = (producer: string, url: string) => Promise<ArticlesAt>;

const PER_PAGE = 1000;

interface Hit {
  readonly _id: string;
  readonly sort: readonly unknown[];
  readonly _source: { readonly deleted: boolean; readonly revision: number };
}

/** Searches the articles index after a refresh, so that everything written before the call is found. */
export function createArticlesAt(client: Client, prefix: string): FindArticlesAt {
  const index = indexNames(prefix).articlesWrite;

  async function page(producer: string, url: string, after?: readonly unknown[]): Promise<readonly Hit[]> {
    const { body } = await client.search({
      index,
      body: {
        size: PER_PAGE,
        _source: ['deleted', 'revision'],
        query: { bool: { filter: [{ term: { producer } }, { term: { url } }] } },
        sort: [{ id: 'asc' }],
        ...(after ? { search_after: after } : {}),
      } as never,
    });
    return body.hits.hits as unknown as readonly Hit[];
  }

  return async (producer, url) => {
    try {
      await client.indices.refresh({ index });
      const hits: Hit[] = [];
      for (
        let found = await page(producer, url);
        found.length > 0;
        found = await page(producer, url, found.at(-1)?.sort)
      )
        hits.push(...found);
      const live = hits.flatMap(({ _id: id, _source: { deleted, revision } }) =>
        deleted ? [] : [{ id, revision }],
      );
      return { live, deletedBefore: live.length < hits.length };
    } catch (error) {
      throw classifyOpenSearchError(error);
    }
  };
}
