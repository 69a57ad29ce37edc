import { describe, expect, it } from '@jest/globals';
import { condense } from './fields.ts';
import type {
  AnnotatedRecord,
  Ledger,
  LedgerArticle,
  Letter,
  Observed,
  PartitionState,
  Poison,
  RawRecord,
  StoredDocument,
  Violation,
} from './contract.ts';
import { judge } from './judge.ts';

const textOf = (version: number) =>
  condense({ deleted: false, title: `Version ${version}`, body: `Body ${version}` });

/** An article that was written, corrected, and arrived as it should. */
function anArticle(writes?: LedgerArticle['writes']): LedgerArticle {
  return { id: 'a', way: 'push', writes: writes ?? [aWrite(1), aWrite(2)] };
}

function aWrite(
  version: number,
  differences: Partial<LedgerArticle['writes'][number]> = {},
): LedgerArticle['writes'][number] {
  return {
    kind: 'upsert',
    fields: textOf(version),
    certain: true,
    revision: version,
    sends: 1,
    ...differences,
  };
}

function aRecord(revision: number, differences: Partial<RawRecord> = {}): RawRecord {
  return {
    partition: 3,
    offset: String(revision),
    id: 'a',
    revision,
    kind: 'upsert',
    text: { ...textOf(revision), storyId: null },
    annotated: null,
    ...differences,
  };
}

/** The winning messages of articles whose newest revisions these are. */
function annotatedOf(
  records: readonly RawRecord[],
  differences: Partial<AnnotatedRecord> = {},
): ReadonlyMap<string, AnnotatedRecord> {
  const ascending = [...records].sort((a, b) => a.revision - b.revision);
  return new Map(
    ascending.map(({ id, revision, text }) => [
      id,
      { id, revision, version: revision * 1024, fields: text, alike: true, ...differences },
    ]),
  );
}

function aDocument(revision: number, differences: Partial<StoredDocument> = {}): StoredDocument {
  return {
    index: 'articles-v1',
    id: 'a',
    visible: true,
    revision,
    fields: { ...textOf(revision), storyId: 'a' },
    ...differences,
  };
}

function aPoison(differences: Partial<Poison> = {}): Poison {
  return {
    kind: 'raw/not-avro',
    topic: 'articles.raw',
    partition: 1,
    offset: '7',
    digest: 'bytes',
    articleId: null,
    ...differences,
  };
}

function aLetter(differences: Partial<Letter> = {}): Letter {
  return {
    topic: 'articles.raw',
    partition: 1,
    offset: '7',
    stage: 'annotator',
    errorClass: 'undecodable',
    reason: 'not Avro',
    articleId: null,
    digest: 'bytes',
    originalDigest: 'bytes',
    indexed: true,
    ...differences,
  };
}

function aPartition(differences: Partial<PartitionState> = {}): PartitionState {
  return {
    group: 'indexer',
    topic: 'articles.annotated',
    partition: 0,
    committed: 5n,
    low: 0n,
    high: 5n,
    ...differences,
  };
}

const deleted = { visible: false, fields: condense({ deleted: true }) };
const aDelete = aWrite(2, { kind: 'delete', fields: null });
const aDeleteRecord = aRecord(2, { kind: 'delete', text: condense({ deleted: true }) });

interface Case {
  readonly article?: LedgerArticle;
  readonly poison?: readonly Poison[];
  readonly complaints?: readonly string[];
  readonly acknowledged?: Readonly<Record<string, number>>;
  readonly observed?: Partial<Observed>;
}

function verdictOn({
  article = anArticle(),
  poison = [],
  complaints = [],
  acknowledged = { [article.way]: article.writes.filter(({ certain }) => certain).length },
  observed = {},
}: Case) {
  const ledger: Ledger = {
    articles: new Map([[article.id, article]]),
    poison,
    complaints,
    counts: { acknowledged, unclear: 0, refused: 0, repeats: 0 },
  };
  const raw = observed.raw ?? [aRecord(1), aRecord(2)];
  const seen: Observed = {
    raw,
    annotated: annotatedOf(raw),
    annotatedTimes: new Map(),
    documents: [aDocument(2)],
    letters: [],
    partitions: [aPartition()],
    ...observed,
  };
  return judge(ledger, seen);
}

describe('judge', () => {
  it.each<{ what: string } & Case>([
    { what: 'an article that is searchable at its newest revision' },
    {
      what: 'a deleted article that no search finds',
      article: anArticle([aWrite(1), aDelete]),
      observed: { raw: [aRecord(1), aDeleteRecord], documents: [aDocument(2, deleted)] },
    },
    {
      what: 'an old revision that was sent once more',
      observed: { raw: [aRecord(1), aRecord(2), aRecord(1, { offset: '9' })] },
    },
    {
      what: 'a write without a clear answer that did not take effect',
      article: anArticle([aWrite(1), aWrite(2), aWrite(3, { certain: false, revision: null })]),
    },
    {
      what: 'a write without a clear answer that took effect',
      article: anArticle([aWrite(1), aWrite(2), aWrite(3, { certain: false, revision: null })]),
      observed: { raw: [aRecord(1), aRecord(2), aRecord(3)], documents: [aDocument(3)] },
    },
    {
      what: 'a correction that restores the first text',
      article: anArticle([aWrite(1), aWrite(2), aWrite(1, { revision: 3 })]),
      observed: {
        raw: [aRecord(1), aRecord(2), aRecord(3, { text: textOf(1) })],
        documents: [aDocument(3, { fields: textOf(1) })],
      },
    },
    { what: 'a poison message with a dead letter', poison: [aPoison()], observed: { letters: [aLetter()] } },
    {
      what: 'a poison message with two dead letters after being processed twice',
      poison: [aPoison()],
      observed: { letters: [aLetter(), aLetter()] },
    },
    {
      what: 'a poison message that a later stage rejects',
      poison: [aPoison({ articleId: 'p' })],
      observed: {
        letters: [
          aLetter({
            topic: 'articles.annotated',
            articleId: 'p',
            digest: 'annotated',
            originalDigest: 'annotated',
          }),
        ],
      },
    },
    {
      what: 'a poison message that was resent after an unclear answer',
      poison: [aPoison()],
      observed: { letters: [aLetter({ offset: '6' }), aLetter()] },
    },
    {
      what: 'a poison message whose original was compacted away',
      poison: [aPoison()],
      observed: { letters: [aLetter({ originalDigest: null })] },
    },
    {
      what: 'a partition whose records have all expired',
      observed: { partitions: [aPartition({ committed: null, low: 5n })] },
    },
    {
      what: 'a partition that was never written to',
      observed: { partitions: [aPartition({ committed: null, high: 0n })] },
    },
  ])('accepts $what', (given) => {
    const { violations, conservation } = verdictOn(given);

    expect(violations).toEqual([]);
    expect(conservation).toMatchObject({ lost: 0, doubled: 0 });
  });
});

describe('judge', () => {
  it.each<{ what: string; kind: Violation['kind']; names: string } & Case>([
    {
      what: 'an acknowledged revision that never reached the log',
      kind: 'lost-acceptance',
      names: 'revision 1',
      observed: { raw: [aRecord(2)] },
    },
    {
      what: 'an inbox article that never reached the log',
      kind: 'lost-acceptance',
      names: 'inbox',
      article: { id: 'a', way: 'inbox', writes: [aWrite(1, { revision: null })] },
      observed: { raw: [], documents: [] },
    },
    {
      what: 'an older text under the newest revision',
      kind: 'out-of-order',
      names: 'newest revision',
      observed: {
        raw: [aRecord(1), aRecord(2), aRecord(3, { text: textOf(1) })],
        documents: [aDocument(3, { fields: textOf(1) })],
      },
    },
    {
      what: 'an article that is not in the index',
      kind: 'lost',
      names: 'revision 2',
      observed: { documents: [] },
    },
    {
      what: 'a correction that is not in the index',
      kind: 'stale',
      names: 'revision 1',
      observed: { documents: [aDocument(1)] },
    },
    {
      what: 'a text that changed on the way',
      kind: 'altered',
      names: 'body',
      observed: { documents: [aDocument(2, { fields: { ...textOf(2), body: 'Body 1' } })] },
    },
    {
      what: 'a field that got lost on the way',
      kind: 'altered',
      names: 'title',
      observed: { documents: [aDocument(2, { fields: { deleted: false, body: 'Body 2' } })] },
    },
    {
      what: 'annotations that do not match the text',
      kind: 'altered',
      names: 'personIds',
      observed: {
        raw: [aRecord(1), aRecord(2, { annotated: condense({ personIds: ['keir-starmer'] }) })],
        annotated: annotatedOf([aRecord(2, { text: { ...textOf(2), ...condense({ personIds: [] }) } })]),
        documents: [aDocument(2, { fields: { ...textOf(2), ...condense({ personIds: [] }) } })],
      },
    },
    {
      what: 'annotations that do not match the annotated message',
      kind: 'altered',
      names: 'personIds',
      observed: {
        annotated: annotatedOf([aRecord(2, { text: { ...textOf(2), personIds: 'keir-starmer' } })]),
        documents: [aDocument(2, { fields: { ...textOf(2), personIds: 'rachel-reeves' } })],
      },
    },
    {
      what: 'an annotation that got lost on the way to the index',
      kind: 'altered',
      names: 'quotes',
      observed: { annotated: annotatedOf([aRecord(2, { text: { ...textOf(2), quotes: 'Yes.' } })]) },
    },
    {
      what: 'a field that should not exist',
      kind: 'altered',
      names: 'summary',
      observed: { documents: [aDocument(2, { fields: { ...textOf(2), summary: 'Short' } })] },
    },
    {
      what: 'a document without an annotated message',
      kind: 'invented',
      names: 'articles.annotated',
      observed: { annotated: new Map() },
    },
    {
      what: 'one revision annotated in two ways',
      kind: 'altered',
      names: 'twice',
      observed: { annotated: annotatedOf([aRecord(2)], { alike: false }) },
    },
    {
      what: 'a deleted article whose document still has its text',
      kind: 'not-deleted',
      names: 'still holds title, body',
      article: anArticle([aWrite(1), aDelete]),
      observed: {
        raw: [aRecord(1), aDeleteRecord],
        annotated: annotatedOf([aRecord(2, { text: { ...textOf(2), deleted: true } })]),
        documents: [aDocument(2, { visible: false, fields: { ...textOf(2), deleted: true } })],
      },
    },
    {
      what: 'a deleted article that came back',
      kind: 'stale',
      names: 'revision 1',
      article: anArticle([aWrite(1), aDelete]),
      observed: { raw: [aRecord(1), aDeleteRecord], documents: [aDocument(1)] },
    },
    {
      what: 'a deleted article that searches find',
      kind: 'not-deleted',
      names: 'revision 2',
      article: anArticle([aWrite(1), aDelete]),
      observed: {
        raw: [aRecord(1), aDeleteRecord],
        documents: [aDocument(2, { ...deleted, visible: true })],
      },
    },
    {
      what: 'an article that no search finds',
      kind: 'hidden',
      names: 'revision 2',
      observed: { documents: [aDocument(2, { visible: false })] },
    },
    {
      what: 'a document that was never sent',
      kind: 'invented',
      names: 'never sent',
      observed: { documents: [aDocument(2), aDocument(1, { id: 'stranger' })] },
    },
    {
      what: 'a record in the log that was never sent',
      kind: 'invented',
      names: 'articles.raw/3/1',
      observed: { raw: [aRecord(1, { id: 'stranger' }), aRecord(1), aRecord(2)] },
    },
    {
      what: 'a text that was never sent',
      kind: 'invented',
      names: 'articles.raw/3/1',
      observed: { raw: [aRecord(1, { text: textOf(9) }), aRecord(1), aRecord(2)] },
    },
    {
      what: 'a revision in the index that the log lacks',
      kind: 'invented',
      names: 'revision 5',
      observed: { documents: [aDocument(5)] },
    },
    {
      what: 'an article in two indices',
      kind: 'doubled',
      names: 'articles-v1, articles-v2',
      observed: { documents: [aDocument(2), aDocument(2, { index: 'articles-v2' })] },
    },
    {
      what: 'a poison message without a dead letter',
      kind: 'poison-lost',
      names: 'raw/not-avro',
      poison: [aPoison()],
    },
    {
      what: 'a dead letter that names another place',
      kind: 'poison-lost',
      names: 'articles.raw/1/7',
      poison: [aPoison()],
      observed: { letters: [aLetter({ offset: '8' })] },
    },
    {
      what: 'a dead letter that differs from what was sent',
      kind: 'poison-altered',
      names: 'articles.raw/1/7',
      poison: [aPoison()],
      observed: { letters: [aLetter({ digest: 'others' })] },
    },
    {
      what: 'a dead letter that differs from the message of a later stage',
      kind: 'poison-altered',
      names: 'articles.raw/1/7',
      poison: [aPoison({ articleId: 'p' })],
      observed: { letters: [aLetter({ articleId: 'p', digest: 'others' })] },
    },
    {
      what: 'a dead letter that differs from a sent message whose original is gone',
      kind: 'poison-altered',
      names: 'articles.raw/1/7',
      poison: [aPoison({ articleId: 'p' })],
      observed: { letters: [aLetter({ articleId: 'p', digest: 'others', originalDigest: null })] },
    },
    {
      what: 'a dead letter that differs from what the topic holds',
      kind: 'poison-altered',
      names: 'articles.raw/1/7',
      poison: [aPoison()],
      observed: { letters: [aLetter({ originalDigest: 'others' })] },
    },
    {
      what: 'a dead letter that can be compared with nothing',
      kind: 'poison-altered',
      names: 'cannot be compared',
      poison: [aPoison({ articleId: 'p' })],
      observed: {
        letters: [aLetter({ topic: 'articles.annotated', articleId: 'p', originalDigest: null })],
      },
    },
    {
      what: 'a dead letter without a reason',
      kind: 'letter-without-reason',
      names: 'articles.raw/1/7',
      poison: [aPoison()],
      observed: { letters: [aLetter({ reason: '' })] },
    },
    {
      what: 'a dead letter that operators cannot find',
      kind: 'letter-not-indexed',
      names: 'articles.raw/1/7',
      poison: [aPoison()],
      observed: { letters: [aLetter({ indexed: false })] },
    },
    {
      what: 'a poison message that became a document',
      kind: 'poison-indexed',
      names: 'poison',
      poison: [aPoison({ articleId: 'p' })],
      observed: {
        letters: [aLetter({ articleId: 'p' })],
        documents: [aDocument(2), aDocument(1, { id: 'p' })],
      },
    },
    {
      what: 'a dead letter of a valid message',
      kind: 'false-letter',
      names: 'articles.raw/3/2',
      observed: { letters: [aLetter({ partition: 3, offset: '2', articleId: 'a' })] },
    },
    {
      what: 'a partition that is behind',
      kind: 'stuck',
      names: 'articles.annotated/0',
      observed: { partitions: [aPartition({ committed: 4n })] },
    },
    {
      what: 'a partition without a committed offset',
      kind: 'stuck',
      names: 'nothing',
      observed: { partitions: [aPartition({ committed: null })] },
    },
    {
      what: 'an acknowledged write without an outcome',
      kind: 'unaccounted',
      names: '3 writes were acknowledged, but 2 were found',
      acknowledged: { push: 2, bulk: 1, raw: 9 },
    },
    {
      what: 'an acknowledged inbox correction that never reached the log',
      kind: 'unaccounted',
      names: '2 writes were acknowledged, but 1 were found',
      article: {
        id: 'a',
        way: 'inbox',
        writes: [aWrite(1, { revision: null }), aWrite(2, { revision: null })],
      },
      observed: { raw: [aRecord(2)] },
    },
    {
      what: 'an answer that no promise allows',
      kind: 'bad-answer',
      names: 'status 500',
      complaints: ['status 500'],
    },
  ])('finds $what', ({ kind, names, ...given }) => {
    const { violations } = verdictOn(given);

    const found = violations.filter((violation) => violation.kind === kind);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain(names);
  });
});

describe('conserve', () => {
  it('counts the outcome of every write', () => {
    expect(verdictOn({ poison: [aPoison()], observed: { letters: [aLetter()] } }).conservation).toEqual({
      accepted: 3,
      searchable: 1,
      deleted: 0,
      superseded: 1,
      dead: 1,
      lost: 0,
      doubled: 0,
    });
  });

  it.each([
    { case: 'misses a promised feed version', records: [aRecord(2)], kind: 'lost-acceptance' },
    {
      case: 'finds a feed version above the one that replaced it',
      records: [aRecord(2), aRecord(1, { revision: 3, offset: '9' })],
      kind: 'out-of-order',
    },
    {
      case: 'finds an old feed version between newer ones',
      records: [
        aRecord(1),
        aRecord(2),
        aRecord(1, { revision: 3, offset: '9' }),
        aRecord(2, { revision: 4 }),
      ],
      kind: 'out-of-order',
    },
  ])('$case', ({ records, kind }) => {
    const writes = [aWrite(1, { revision: null, sends: null }), aWrite(2, { revision: null, sends: null })];

    const { violations } = verdictOn({
      article: { id: 'a', way: 'feed', writes },
      observed: { raw: records },
    });

    expect(violations.map((violation) => violation.kind)).toContain(kind);
  });

  it.each([
    { sends: 1, kinds: ['accepted-twice'] },
    { sends: 2, kinds: [] },
  ])('judges a text under two revisions that was sent $sends times', ({ sends, kinds }) => {
    const again = aRecord(2, { revision: 3, offset: '9' });

    const { violations } = verdictOn({
      article: anArticle([aWrite(1), aWrite(2, { sends })]),
      observed: { raw: [aRecord(1), aRecord(2), again] },
    });

    const found = violations.map((violation) => violation.kind).filter((kind) => kind === 'accepted-twice');
    expect(found).toEqual(kinds);
  });

  it('counts feed versions that were never read as superseded', () => {
    const article: LedgerArticle = {
      id: 'a',
      way: 'feed',
      writes: [aWrite(1, { certain: false, revision: null }), aWrite(2, { revision: null })],
    };
    const { violations, conservation } = verdictOn({
      article,
      acknowledged: { feed: 2 },
      observed: { raw: [aRecord(2)] },
    });

    expect(violations).toEqual([]);
    expect(conservation).toMatchObject({ accepted: 2, searchable: 1, superseded: 1 });
  });

  it('counts a write as superseded by a later write without an answer', () => {
    const { conservation } = verdictOn({
      article: anArticle([aWrite(1), aWrite(2), aWrite(3, { certain: false, revision: null })]),
      observed: { raw: [aRecord(1), aRecord(2), aRecord(3)], documents: [aDocument(3)] },
    });

    expect(conservation).toMatchObject({ accepted: 2, searchable: 0, superseded: 2 });
  });

  it('counts missing writes as lost and duplicate documents as doubled', () => {
    const lost = verdictOn({ poison: [aPoison()], observed: { documents: [] } });
    const doubled = verdictOn({
      observed: { documents: [aDocument(2), aDocument(2, { index: 'articles-v2' })] },
    });

    expect(lost.conservation).toMatchObject({ accepted: 3, searchable: 0, dead: 0, lost: 2 });
    expect(doubled.conservation).toMatchObject({ searchable: 1, lost: 0, doubled: 1 });
  });
});
