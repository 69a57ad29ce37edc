import type { Judgement } from './judge-item.ts';
import type { VersionedWrite } from './to-document.ts';

/** Writes documents of different articles; one judgement a write, in order. */
export type Write = (writes: readonly VersionedWrite[]) => Promise<readonly Judgement[]>;

/**
 * Writes of each article its newest version and says how every write ended. An older version is `superseded` only once the newest
 * is in place: it waits where that one waits, and takes its place where that one is refused for good.
 */
export async function settle(
  writes: readonly VersionedWrite[],
  write: Write,
): Promise<ReadonlyMap<VersionedWrite, Judgement>> {
  const newest = newestOfEach(writes);
  const chosen = [...newest.values()];
  const judged = chosen.length === 0 ? [] : await write(chosen);
  const results = new Map(chosen.map((item, place) => [item, judged[place] as Judgement]));
  const instead: VersionedWrite[] = [];
  for (const item of writes) {
    if (results.has(item)) continue;
    const ofNewest = results.get(newest.get(item.id) as VersionedWrite) as Judgement;
    if (ofNewest.outcome === 'refused') instead.push(item);
    else results.set(item, ofNewest.outcome === 'again' ? ofNewest : { outcome: 'superseded' });
  }
  if (instead.length > 0)
    for (const [item, result] of await settle(instead, write)) results.set(item, result);
  return results;
}

/**
 * Of each article the write that one bulk may hold: the newest version, and at equal versions the last, because within a bulk
 * OpenSearch lets the last of equal versions win.
 */
function newestOfEach(writes: readonly VersionedWrite[]): ReadonlyMap<string, VersionedWrite> {
  const newest = new Map<string, VersionedWrite>();
  for (const item of writes) {
    const known = newest.get(item.id);
    if (!known || item.version >= known.version) newest.set(item.id, item);
  }
  return newest;
}
