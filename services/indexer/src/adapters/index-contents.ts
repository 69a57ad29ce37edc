import type { Client } from '@opensearch-project/opensearch';
import { documentVersion } from '@gazette/schemas';
import type { Fingerprint } from '../latest-versions.ts';

/** How many live and deleted articles an index holds. */
export interface Counts {
  readonly articles: number;
  readonly deleted: number;
}

const DOCUMENTS_PER_PAGE = 5000;

/** Counts the documents of an index or alias, as of its last refresh. */
export async function countsOf(client: Client, index: string): Promise<Counts> {
  const count = async (deleted: boolean): Promise<number> => {
    const { body } = await client.count({ index, body: { query: { term: { deleted } } } });
    return body.count;
  };
  return { articles: await count(false), deleted: await count(true) };
}

/** The fingerprint of every document of an index or alias, as of its last refresh; reads no text. */
export async function* fingerprintsOf(client: Client, index: string): AsyncGenerator<Fingerprint> {
  let after: unknown[] | undefined;
  do {
    const { body } = await client.search({
      index,
      body: {
        size: DOCUMENTS_PER_PAGE,
        _source: false,
        track_total_hits: false,
        docvalue_fields: ['revision', 'annotatorRevision', 'contentHash', 'deleted'],
        sort: [{ id: 'asc' }],
        ...(after ? { search_after: after } : {}),
      } as never,
    });
    const hits = body.hits.hits as unknown as readonly Hit[];
    for (const { _id, fields } of hits) {
      const { revision, annotatorRevision, contentHash, deleted } = fields;
      const version = documentVersion({ revision: revision[0] }, annotatorRevision[0]);
      yield { id: _id, version, contentHash: contentHash[0], deleted: deleted[0] };
    }
    after = hits.length < DOCUMENTS_PER_PAGE ? undefined : hits.at(-1)?.sort;
  } while (after !== undefined);
}

interface Hit {
  readonly _id: string;
  readonly sort: unknown[];
  readonly fields: {
    readonly revision: readonly [number];
    readonly annotatorRevision: readonly [number];
    readonly contentHash: readonly [string];
    readonly deleted: readonly [boolean];
  };
}
