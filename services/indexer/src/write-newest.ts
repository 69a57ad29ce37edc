import type { Judgement } from './judge-item.ts';
import type { VersionedWrite } from './to-document.ts';

/** Writes documents of different articles; one judgement per write, in order. */
export type Write = (writes: readonly VersionedWrite[]) => Promise<readonly Judgement[]>;

/**
 * Writes the newest version of each article and returns the outcome of every write. An older version is
 * `superseded` once the newest is written, and `again` while the newest is. If the newest is refused for
 * good, the next older version is written.
 */
export async function writeNewest(
  writes: readonly VersionedWrite[],
  write: Write,
): Promise<ReadonlyMap<VersionedWrite, Judgement>> {
  const newest = newestPerArticle(writes);
  const outcomes = await writeAll([...newest.values()], write);
  const fallbacks: VersionedWrite[] = [];
  for (const item of writes) {
    if (outcomes.has(item)) continue;
    const ofNewest = outcomes.get(newest.get(item.id) as VersionedWrite) as Judgement;
    if (ofNewest.outcome === 'refused') fallbacks.push(item);
    else outcomes.set(item, ofNewest.outcome === 'again' ? ofNewest : { outcome: 'superseded' });
  }
  if (fallbacks.length > 0)
    for (const [item, outcome] of await writeNewest(fallbacks, write)) outcomes.set(item, outcome);
  return outcomes;
}

/** The newest version of each article; of equal versions the last, as OpenSearch does within a bulk. */
function newestPerArticle(writes: readonly VersionedWrite[]): ReadonlyMap<string, VersionedWrite> {
  const newest = new Map<string, VersionedWrite>();
  for (const item of writes) {
    const known = newest.get(item.id);
    if (!known || item.version >= known.version) newest.set(item.id, item);
  }
  return newest;
}

async function writeAll(
  writes: readonly VersionedWrite[],
  write: Write,
): Promise<Map<VersionedWrite, Judgement>> {
  const judgements = writes.length === 0 ? [] : await write(writes);
  return new Map(writes.map((item, index) => [item, judgements[index] as Judgement]));
}
