import { partitionFor } from '@gazette/schemas';
import type { RecentArticles } from '../recent-articles.ts';
import { isRepeat, newerOf, type Draft, type Known } from '../stamp.ts';
import type { IndexedPartitions } from './indexed-partitions.ts';
import type { Indexed, LookUp } from './known-articles.ts';

/** What {@link newestVersions} reads the versions from. */
export interface VersionSources {
  readonly lookUp: LookUp;
  readonly indexedPartitions: IndexedPartitions;
  readonly recent: Pick<RecentArticles, 'get'>;
}

type Versions = ReadonlyMap<string, Known>;

/**
 * For each draft that appears to repeat its article: the newest accepted version, by article id. An article
 * is left out if a newer version may exist.
 *
 * @param indexed the indexed versions of the drafts' articles; null if the index does not answer
 */
export async function newestVersions(
  drafts: readonly Draft[],
  indexed: ReadonlyMap<string, Indexed> | null,
  sources: VersionSources,
): Promise<Versions> {
  const { recent } = sources;
  const repeats = drafts.filter((draft) =>
    isRepeat(draft, newerOf(indexed?.get(draft.id) ?? null, recent.get(draft.id))),
  );
  const pushed = repeats.filter(({ producer }) => producer !== null);
  const fetched = repeats.filter(({ producer }) => producer === null);
  const newestPushed = await newestOfPushed(pushed, sources);
  return new Map([...newestPushed, ...newestOfFetched(fetched, indexed, recent)]);
}

/**
 * Another instance may have accepted a correction of a pushed article. The look-up therefore comes after the
 * check that everything accepted in the partition is indexed: only then is the indexed version the newest.
 */
async function newestOfPushed(
  drafts: readonly Draft[],
  { lookUp, indexedPartitions }: VersionSources,
): Promise<Versions> {
  if (drafts.length === 0) return new Map();
  const fullyIndexed = await indexedPartitions(new Set(drafts.map(partitionOf)));
  const certain = drafts.filter((draft) => fullyIndexed.has(partitionOf(draft)));
  return (await lookUp(certain.map(({ id }) => id))) ?? new Map<string, Known>();
}

/** A fetched article has a single owner, so its newest version is either in the index or in memory. */
function newestOfFetched(
  drafts: readonly Draft[],
  indexed: Versions | null,
  recent: Pick<RecentArticles, 'get'>,
): Versions {
  const newest = new Map<string, Known>();
  for (const { id } of drafts) {
    const known = newerOf(recent.get(id), indexed?.get(id) ?? null);
    if (known !== null && known.contentHash !== null) newest.set(id, known);
  }
  return newest;
}

function partitionOf({ id }: Draft): number {
  return partitionFor(id);
}
