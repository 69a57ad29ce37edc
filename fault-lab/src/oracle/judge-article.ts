import type { AnnotatedRecord, LedgerArticle, RawRecord, StoredDocument, Violation } from './contract.ts';
import { differing, holdsWrite, rawPlaceOf } from './fields.ts';

export function judgeArticle(
  article: LedgerArticle,
  {
    records,
    annotated,
    documents,
  }: {
    readonly records: readonly RawRecord[];
    readonly annotated: AnnotatedRecord | undefined;
    readonly documents: readonly StoredDocument[];
  },
): readonly Violation[] {
  const { id, writes } = article;
  const of = (kind: Violation['kind'], message: string): Violation => ({ kind, articleId: id, message });
  const violations: Violation[] = [];

  const revisions = new Set(records.map(({ revision }) => revision));
  for (const { revision } of writes) {
    if (revision !== null && !revisions.has(revision))
      violations.push(
        of('lost-acceptance', `revision ${revision} was acknowledged and is not in articles.raw`),
      );
  }
  for (const record of records) {
    if (!writes.some((write) => holdsWrite(record, write)))
      violations.push(of('invented', `${rawPlaceOf(record)} holds a text that nobody sent`));
  }
  if (documents.length > 1)
    violations.push(
      of('doubled', `${documents.length} documents: in ${documents.map(({ index }) => index).join(', ')}`),
    );

  const last = writes.findLast(({ certain }) => certain);
  const newest = records.reduce<RawRecord | null>(
    (best, record) => (best === null || record.revision > best.revision ? record : best),
    null,
  );
  if (!newest) {
    if (last && last.revision === null)
      violations.push(
        of('lost-acceptance', `acknowledged at the door ${article.way} and never in articles.raw`),
      );
    return violations;
  }
  if (
    last &&
    !holdsWrite(newest, last) &&
    !writes.some((write) => !write.certain && holdsWrite(newest, write))
  )
    violations.push(
      of(
        'out-of-order',
        `${rawPlaceOf(newest)} is the newest revision and not the last that was acknowledged`,
      ),
    );
  const [document] = documents;
  return [
    ...violations,
    ...judgeDocument(newest, annotated, document).map(({ kind, message }) => of(kind, message)),
  ];
}

function judgeDocument(
  newest: RawRecord,
  annotated: AnnotatedRecord | undefined,
  document: StoredDocument | undefined,
): readonly Violation[] {
  const { revision, kind } = newest;
  if (!document) return [{ kind: 'lost', message: `revision ${revision} is not in the index` }];
  if (document.revision < revision)
    return [
      { kind: 'stale', message: `the index holds revision ${document.revision}, the newest is ${revision}` },
    ];
  if (document.revision > revision)
    return [
      {
        kind: 'invented',
        message: `the index holds revision ${document.revision}, which articles.raw lacks`,
      },
    ];
  if (kind === 'delete' && (document.visible || document.fields['deleted'] !== true))
    return [{ kind: 'not-deleted', message: `revision ${revision} deletes it and searches find it` }];
  if (kind === 'upsert' && !document.visible)
    return [{ kind: 'hidden', message: `revision ${revision} is in the index and no search finds it` }];
  const left = Object.keys(document.fields).filter((name) => !OF_TOMBSTONES.has(name));
  if (kind === 'delete' && left.length > 0)
    return [
      { kind: 'not-deleted', message: `revision ${revision} deletes it, which leaves ${left.join(', ')}` },
    ];
  if (annotated?.revision !== revision)
    return [
      {
        kind: 'invented',
        message: `the index holds revision ${revision}, of articles.annotated the newest is ${String(annotated?.revision)}`,
      },
    ];
  if (!annotated.alike)
    return [
      { kind: 'altered', message: `revision ${revision} is twice in articles.annotated and not the same` },
    ];
  const wanted = { ...newest.text, ...newest.annotated };
  const wrong = new Set([
    ...Object.keys(wanted).filter((name) => wanted[name] !== document.fields[name]),
    ...differing(annotated.fields ?? {}, document.fields),
  ]);
  // The story depends on what was indexed before; everything else on the text alone.
  wrong.delete('storyId');
  if (wrong.size === 0) return [];
  return [
    { kind: 'altered', message: `revision ${revision} differs from its text in ${[...wrong].join(', ')}` },
  ];
}

/** All that the document of a deleted article may hold (docs/index-contract.md): ids and hashes, no text. */
const OF_TOMBSTONES: ReadonlySet<string> = new Set([
  ...['id', 'deleted', 'revision', 'annotatorRevision', 'knowledgeHash', 'contentHash', 'acceptedAt'],
  ...['via', 'producer', 'externalId', 'url'],
]);
