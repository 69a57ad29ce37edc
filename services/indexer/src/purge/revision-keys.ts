/** The article and revision that a key of `articles.raw` or `articles.annotated` names. */
export interface RevisionKey {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly revision: number;
}

/** `articleId/revision`, in `articles.annotated` with `/annotatorRevision`. */
const KEY = /^([0-9a-f]{64})\/(\d{1,16})(?:\/\d{1,4})?$/;

/** Reads a key; null for other keys, such as those of the shared clock. */
export function readRevisionKey(key: string): RevisionKey | null {
  const [, id, revision] = KEY.exec(key) ?? [];
  return id === undefined || revision === undefined ? null : { id, revision: Number(revision) };
}

/** The keys of some articles in a compacted topic that do not end as tombstones. */
export interface LiveKeys {
  /** Takes in the topic's next message, in the order of each partition. */
  readonly record: (key: string, isTombstone: boolean) => void;
  /** The keys of an article's revisions below `revision`. */
  readonly before: (id: string, revision: number) => readonly string[];
}

/** Remembers only the keys of the given articles. */
export function createLiveKeys(ids: ReadonlySet<string>): LiveKeys {
  const revisionsOf = new Map<string, Map<string, number>>();
  return {
    record: (key, isTombstone) => {
      const read = readRevisionKey(key);
      if (read === null || !ids.has(read.id)) return;
      const revisions = revisionsOf.get(read.id) ?? new Map<string, number>();
      revisionsOf.set(read.id, revisions);
      if (isTombstone) revisions.delete(key);
      else revisions.set(key, read.revision);
    },
    before: (id, revision) =>
      [...(revisionsOf.get(id) ?? [])].flatMap(([key, found]) => (found < revision ? [key] : [])),
  };
}
