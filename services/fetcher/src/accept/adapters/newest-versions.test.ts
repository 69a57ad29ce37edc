import { describe, expect, it } from '@jest/globals';
import { partitionFor } from '@gazette/schemas';
import { aRawArticle } from '@gazette/schemas/testing';
import type { Draft, Known } from '../stamp.ts';
import type { Indexed } from './known-articles.ts';
import { newestVersions } from './newest-versions.ts';

const fetched: Draft = aRawArticle({ contentHash: 'text', producer: null });
const pushed: Draft = { ...fetched, producer: 'agency' };

function version(revision: number, contentHash = 'text'): Indexed {
  return { revision, contentHash, deleted: false, producer: null };
}

async function newestOf(
  draft: Draft,
  {
    indexed = null,
    recent = null,
    partitions = [],
    indexedLater = null,
  }: {
    readonly indexed?: Indexed | null;
    readonly recent?: Known | null;
    readonly partitions?: readonly number[];
    readonly indexedLater?: Indexed | null;
  },
): Promise<Known | undefined> {
  const versions = await newestVersions([draft], indexed && new Map([[draft.id, indexed]]), {
    recent: { get: () => recent },
    indexedPartitions: () => Promise.resolve(new Set(partitions)),
    lookUp: (ids) =>
      Promise.resolve(new Map(ids.flatMap((id) => (indexedLater ? [[id, indexedLater]] : [])))),
  });
  return versions.get(draft.id);
}

describe('the newest version of an article that a draft repeats', () => {
  it.each([
    { case: 'is unknown when the draft is new', sources: {}, revision: undefined },
    {
      case: 'is unknown when the draft differs',
      sources: { indexed: version(1000, 'other text') },
      revision: undefined,
    },
    { case: 'is the indexed one', sources: { indexed: version(1000) }, revision: 1000 },
    {
      case: 'is the one in memory when that is newer',
      sources: { indexed: version(1000, 'other text'), recent: version(2000) },
      revision: 2000,
    },
    {
      case: 'is unknown when it was reserved and never acknowledged',
      sources: { indexed: version(1000), recent: { ...version(1000), contentHash: null } },
      revision: undefined,
    },
  ])('$case', async ({ sources, revision }) => {
    expect((await newestOf(fetched, sources))?.revision).toBe(revision);
  });

  it('is looked up again for a pushed article once its partition is indexed', async () => {
    const indexedLater = version(2000, 'correction through another instance');
    const partitions = [partitionFor(pushed.id)];

    expect(await newestOf(pushed, { recent: version(1000), partitions, indexedLater })).toBe(indexedLater);
  });

  it('is unknown for a pushed article while its partition is not indexed', async () => {
    expect(await newestOf(pushed, { indexed: version(1000), indexedLater: version(1000) })).toBeUndefined();
  });
});
