import { classifyOpenSearchError } from '@gazette/runtime/opensearch';
import type { Client } from '@opensearch-project/opensearch';
import type { VersionedWrite } from '../to-document.ts';
import { allParts } from './opensearch.ts';

/** Groups articles that tell the same story. */
export interface Stories {
  /** The writes with `storyId` set: that of an article sharing a MinHash band, or the article's own id. */
  readonly assign: (writes: readonly VersionedWrite[]) => Promise<readonly VersionedWrite[]>;
}

interface Hit {
  readonly _id: string;
  readonly _source: { readonly storyId: string };
}

interface Found {
  readonly hits: { readonly hits: readonly Hit[] };
}

/**
 * Looks bands up in an index or alias, as of its last refresh, and among the writes themselves.
 *
 * @param present an index or alias whose articles keep their stories while their bands are the same, so that a
 * copy has the same stories and needs no search for them
 */
export function createStories(client: Client, index: string, present?: string): Stories {
  return {
    assign: async (writes) => {
      const kept = present === undefined ? NONE : await keptStories(client, present, writes);
      const unknown = writes.filter(({ id }) => !kept.has(id));
      const indexed = new Map([...kept, ...(await indexedStories(client, index, unknown))]);
      const storyOfBand = new Map<number, string>();
      return writes.map((write) => {
        const { document } = write;
        if (document.deleted) return write;
        const bands = bandsOf(document);
        const sibling = bands.map((band) => storyOfBand.get(band)).find((story) => story !== undefined);
        const storyId = indexed.get(write.id) ?? sibling ?? write.id;
        for (const band of bands) storyOfBand.set(band, storyId);
        return { ...write, document: { ...document, storyId } };
      });
    },
  };
}

const NONE: ReadonlyMap<string, string> = new Map();

interface Present {
  readonly _id: string;
  readonly _source?: { readonly storyId?: string | null; readonly storyBands?: readonly number[] };
}

/** By article id, the story of the article itself. What cannot be read is searched for instead. */
async function keptStories(
  client: Client,
  present: string,
  writes: readonly VersionedWrite[],
): Promise<ReadonlyMap<string, string>> {
  const bands = new Map(writes.map(({ id, document }) => [id, keyOf(bandsOf(document))]));
  const { body } = await client
    .mget({
      index: present,
      body: { ids: [...bands.keys()] },
      _source_includes: ['storyId', 'storyBands'],
    })
    .catch((error: unknown) => {
      throw classifyOpenSearchError(error);
    });
  return new Map(
    (body.docs as unknown as readonly Present[]).flatMap(({ _id, _source: { storyId, storyBands } = {} }) =>
      storyId && keyOf(storyBands ?? []) === bands.get(_id) ? [[_id, storyId] as const] : [],
    ),
  );
}

/** By article id, the story of the oldest other indexed article that shares a band, if there is one. */
async function indexedStories(
  client: Client,
  index: string,
  writes: readonly VersionedWrite[],
): Promise<ReadonlyMap<string, string>> {
  const stories = new Map<string, string>();
  // Copies of one story have the same bands and share one search.
  const searches = new Map<string, readonly number[]>();
  for (const write of writes) {
    const bands = bandsOf(write.document);
    if (bands.length > 0) searches.set(keyOf(bands), bands);
  }
  if (searches.size === 0) return stories;
  const hits = await searchBands(client, index, searches);
  for (const { id, document } of writes) {
    const other = hits.get(keyOf(bandsOf(document)))?.find(({ _id }) => _id !== id);
    if (other) stories.set(id, other._source.storyId);
  }
  return stories;
}

/** One multi-search; the oldest hits of each search, under the key of its bands. */
async function searchBands(
  client: Client,
  index: string,
  searches: ReadonlyMap<string, readonly number[]>,
): Promise<ReadonlyMap<string, readonly Hit[]>> {
  const body = [...searches.values()].flatMap((storyBands) => [
    { index },
    {
      // The oldest may be the article itself.
      size: 2,
      _source: ['storyId'],
      sort: [{ acceptedAt: 'asc' }],
      track_total_hits: false,
      query: { bool: { filter: [{ terms: { storyBands } }] } },
    },
  ]);
  const answer = await client.msearch({ body }).catch((error: unknown) => {
    throw classifyOpenSearchError(error);
  });
  const results = allParts(answer.body.responses as unknown as readonly Found[]);
  return new Map([...searches.keys()].map((key, position) => [key, results[position]?.hits.hits ?? []]));
}

function bandsOf(document: VersionedWrite['document']): readonly number[] {
  return document.deleted ? [] : document.storyBands;
}

function keyOf(bands: readonly number[]): string {
  return bands.join();
}
