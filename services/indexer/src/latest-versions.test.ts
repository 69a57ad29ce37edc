import { describe, expect, it } from '@jest/globals';
import { anAnnotatedArticle } from '@gazette/schemas/testing';
import { createLatestVersions, type Fingerprint } from './latest-versions.ts';
import { toDocument, type VersionedWrite } from './to-document.ts';

function aWrite(id: string, revision: number, contentHash = 'hash'): VersionedWrite {
  return toDocument(anAnnotatedArticle({ id, revision, contentHash }));
}

function found({ id, version, document }: VersionedWrite): Fingerprint {
  return { id, version, contentHash: document.contentHash, deleted: document.deleted };
}

async function* listed(documents: readonly Fingerprint[]) {
  for (const document of documents) yield await Promise.resolve(document);
}

async function kindsOf(log: readonly VersionedWrite[], documents: readonly Fingerprint[]) {
  const versions = createLatestVersions();
  for (const write of log) versions.record(write);
  const differences = await versions.compare(listed(documents));
  return differences.map(({ id, kind }) => `${id} ${kind}`);
}

describe('createLatestVersions', () => {
  it.each([
    {
      case: 'finds no difference in an index that holds the newest version of each article, in any order',
      log: [aWrite('a', 2), aWrite('a', 1), aWrite('b', 1)],
      documents: [found(aWrite('b', 1)), found(aWrite('a', 2))],
      kinds: [],
    },
    {
      case: 'reports a document that is missing',
      log: [aWrite('a', 1)],
      documents: [],
      kinds: ['a missing'],
    },
    {
      case: 'reports an old revision',
      log: [aWrite('a', 1), aWrite('a', 2)],
      documents: [found(aWrite('a', 1))],
      kinds: ['a stale'],
    },
    {
      case: 'reports another text at the same revision',
      log: [aWrite('a', 1, 'logged')],
      documents: [found(aWrite('a', 1, 'indexed'))],
      kinds: ['a different'],
    },
    {
      case: 'reports a deletion that is not in the log',
      log: [aWrite('a', 1)],
      documents: [{ ...found(aWrite('a', 1)), deleted: true }],
      kinds: ['a different'],
    },
    {
      case: 'reports an article that is not in the log',
      log: [],
      documents: [found(aWrite('a', 1))],
      kinds: ['a unknown'],
    },
    {
      case: 'reports a revision that is not in the log',
      log: [aWrite('a', 1)],
      documents: [found(aWrite('a', 2))],
      kinds: ['a unknown'],
    },
  ])('$case', async ({ log, documents, kinds }) => {
    expect(await kindsOf(log, documents)).toEqual(kinds);
  });

  it('explains a document written during the comparison once the rest of the log is recorded', () => {
    const versions = createLatestVersions();
    const later = aWrite('a', 2);

    expect(versions.explains(found(later))).toBe(false);
    versions.record(later);
    expect(versions.explains(found(later))).toBe(true);
    expect(versions.explains(found(aWrite('a', 3)))).toBe(false);
  });
});
