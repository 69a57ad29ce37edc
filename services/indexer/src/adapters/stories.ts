import { classifyOpenSearchError } from '@gazette/runtime/opensearch';
import type { Client } from '@opensearch-project/opensearch';
import type { VersionedWrite } from '../to-document.ts';
import { allParts } from './opensearch.ts';

/** Finds which articles tell one story. */
export interface Stories {
  /** The writes with `storyId` set: that of an article sharing a MinHash band, else the article's own id. */
  readonly assign: (writes: readonly VersionedWrite[]) => Promise<readonly VersionedWrite[]>;
}

interface Found {
  readonly hits: {
    readonly hits: readonly { readonly _id: string; readonly _source: { readonly storyId: string } }[];
  };
}

/** Looks bands up in an index or alias, as far as it has been refreshed, and among the writes themselves. */
export function createStories(client: Client, index: string): Stories {
  /** The story of the oldest other article with one of a write's bands. Copies of one story share a search. */
  async function lookUp(writes: readonly VersionedWrite[]): Promise<readonly (string | null)[]> {
    const searches = new Map(writes.map((write) => [keyOf(write), bandsOf(write.document)]));
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
    const found = allParts(answer.body.responses as unknown as readonly Found[]);
    const hits = new Map([...searches.keys()].map((key, place) => [key, found[place]?.hits.hits ?? []]));
    return writes.map(
      (write) => hits.get(keyOf(write))?.find(({ _id }) => _id !== write.id)?._source.storyId ?? null,
    );
  }
  return {
    assign: async (writes) => {
      const banded = writes.filter(({ document }) => bandsOf(document).length > 0);
      const found = banded.length === 0 ? [] : await lookUp(banded);
      const known = new Map(banded.map(({ id }, place) => [id, found[place] ?? null]));
      const storyOfBand = new Map<number, string>();
      return writes.map((write) => {
        const { document } = write;
        if (document.deleted) return write;
        const bands = bandsOf(document);
        const sibling = bands.map((band) => storyOfBand.get(band)).find((story) => story !== undefined);
        const storyId = known.get(write.id) ?? sibling ?? write.id;
        for (const band of bands) storyOfBand.set(band, storyId);
        return { ...write, document: { ...document, storyId } };
      });
    },
  };
}

function bandsOf(document: VersionedWrite['document']): readonly number[] {
  return document.deleted ? [] : document.storyBands;
}

function keyOf({ document }: VersionedWrite): string {
  return bandsOf(document).join();
}
