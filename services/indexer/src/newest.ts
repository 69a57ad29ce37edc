import type { VersionedWrite } from './to-document.ts';

/**
 * The places of the writes that one bulk may hold: of each article the newest version, and at equal versions the last, because
 * within a bulk OpenSearch lets the last of equal versions win.
 */
export function newestOfEach(writes: readonly VersionedWrite[]): ReadonlySet<number> {
  const newest = new Map<string, number>();
  writes.forEach(({ id, version }, place) => {
    const known = writes[newest.get(id) ?? -1];
    if (!known || version >= known.version) newest.set(id, place);
  });
  return new Set(newest.values());
}
