import type { VersionedWrite } from './to-document.ts';

/** The fields by which two documents of an article are compared. */
export interface Fingerprint {
  readonly id: string;
  /** revision * 1024 + annotatorRevision. */
  readonly version: number;
  readonly contentHash: string;
  readonly deleted: boolean;
}

/**
 * How an index differs from the log: a document is missing, older than the newest in the log (`stale`),
 * `different` at the same version, or has an id or a version that is not in the log (`unknown`); or the new
 * index does not accept the newest version (`refused`).
 */
export interface Difference {
  readonly id: string;
  readonly kind: 'missing' | 'stale' | 'different' | 'unknown' | 'refused';
  readonly found: Fingerprint | null;
  /** The newest version in the log, or null for an unknown article. */
  readonly expected: number | null;
}

/** A compacted view of the log: the newest version of each article, in about 300 bytes per article. */
export interface LatestVersions {
  readonly record: (write: VersionedWrite) => void;
  readonly size: () => number;
  /** Compares every document of an index, in any order, with the log as recorded so far. */
  readonly compare: (documents: AsyncIterable<Fingerprint>) => Promise<readonly Difference[]>;
  /** Whether the log, as recorded so far, holds the version found or a newer one. */
  readonly explains: (found: Fingerprint) => boolean;
}

/** A view without any recorded version. */
export function createLatestVersions(): LatestVersions {
  const newest = new Map<string, Fingerprint>();

  function kindOf(found: Fingerprint): Difference['kind'] | null {
    const expected = newest.get(found.id);
    if (!expected || found.version > expected.version) return 'unknown';
    if (found.version < expected.version) return 'stale';
    return found.contentHash === expected.contentHash && found.deleted === expected.deleted
      ? null
      : 'different';
  }

  return {
    record: ({ id, version, document: { contentHash, deleted } }) => {
      const known = newest.get(id);
      if (!known || version >= known.version) newest.set(id, { id, version, contentHash, deleted });
    },
    size: () => newest.size,
    compare: async (documents) => {
      const differences: Difference[] = [];
      const seen = new Set<string>();
      for await (const found of documents) {
        seen.add(found.id);
        const kind = kindOf(found);
        const expected = newest.get(found.id)?.version ?? null;
        if (kind !== null) differences.push({ id: found.id, kind, found, expected });
      }
      for (const { id, version } of newest.values())
        if (!seen.has(id)) differences.push({ id, kind: 'missing', found: null, expected: version });
      return differences;
    },
    explains: (found) => (newest.get(found.id)?.version ?? -1) >= found.version,
  };
}
