import { describe, expect, it } from '@jest/globals';
import { anAnnotatedArticle } from '@gazette/schemas/testing';
import { createLedger, type Fingerprint } from './ledger.ts';
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
  const ledger = createLedger();
  for (const write of log) ledger.record(write);
  const differences = await ledger.compare(listed(documents));
  return differences.map(({ id, kind }) => `${id} ${kind}`);
}

describe('a ledger', () => {
  it.each([
    {
      case: 'finds an index true that holds the newest of each article, in any order',
      log: [aWrite('a', 2), aWrite('a', 1), aWrite('b', 1)],
      documents: [found(aWrite('b', 1)), found(aWrite('a', 2))],
      kinds: [],
    },
    { case: 'misses what is not there', log: [aWrite('a', 1)], documents: [], kinds: ['a missing'] },
    {
      case: 'sees an old revision',
      log: [aWrite('a', 1), aWrite('a', 2)],
      documents: [found(aWrite('a', 1))],
      kinds: ['a stale'],
    },
    {
      case: 'sees another text at the same revision',
      log: [aWrite('a', 1, 'ours')],
      documents: [found(aWrite('a', 1, 'theirs'))],
      kinds: ['a different'],
    },
    {
      case: 'sees a delete that is not in place',
      log: [aWrite('a', 1)],
      documents: [{ ...found(aWrite('a', 1)), deleted: true }],
      kinds: ['a different'],
    },
    {
      case: 'sees what nobody sent',
      log: [],
      documents: [found(aWrite('a', 1))],
      kinds: ['a unknown'],
    },
    {
      case: 'sees a revision that the log does not have',
      log: [aWrite('a', 1)],
      documents: [found(aWrite('a', 2))],
      kinds: ['a unknown'],
    },
  ])('$case', async ({ log, documents, kinds }) => {
    expect(await kindsOf(log, documents)).toEqual(kinds);
  });

  it('explains what came while it compared, once it has read on', () => {
    const ledger = createLedger();
    const later = aWrite('a', 2);

    expect(ledger.explains(found(later))).toBe(false);
    ledger.record(later);
    expect(ledger.explains(found(later))).toBe(true);
    expect(ledger.explains(found(aWrite('a', 3)))).toBe(false);
  });
});
