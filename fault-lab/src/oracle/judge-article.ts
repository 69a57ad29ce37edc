import type { AnnotatedRecord, LedgerArticle, RawRecord, StoredDocument, Violation } from './contract.ts';
import { differing, holdsWrite, rawPlaceOf } from './fields.ts';

/** Compares an article's acknowledged writes with its records in the log and its document. */
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
        of('lost-acceptance', `revision ${revision} was acknowledged and is missing from articles.raw`),
      );
  }
  for (const record of records) {
    if (!writes.some((write) => holdsWrite(record, write)))
      violations.push(of('invented', `${rawPlaceOf(record)} holds a text that was never sent`));
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
        of('lost-acceptance', `acknowledged through ${article.way} but missing from articles.raw`),
      );
    return violations;
  }
  if (
    last &&
    !holdsWrite(newest, last) &&
    !writes.some((write) => !write.certain && holdsWrite(newest, write))
  )
    violations.push(
      of('out-of-order', `${rawPlaceOf(newest)} is the newest revision, but not the last acknowledged write`),
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
      {
        kind: 'stale',
        message: `the index holds revision ${document.revision}, but the newest is ${revision}`,
      },
    ];
  if (document.revision > revision)
    return [
      {
        kind: 'invented',
        message: `the index holds revision ${document.revision}, which is missing from articles.raw`,
      },
    ];
  if (kind === 'delete' && (document.visible || document.fields['deleted'] !== true))
    return [
      { kind: 'not-deleted', message: `revision ${revision} deletes the article, but searches find it` },
    ];
  if (kind === 'upsert' && !document.visible)
    return [{ kind: 'hidden', message: `revision ${revision} is indexed, but no search finds it` }];
  const left = Object.keys(document.fields).filter((name) => !OF_TOMBSTONES.has(name));
  if (kind === 'delete' && left.length > 0)
    return [
      {
        kind: 'not-deleted',
        message: `revision ${revision} deletes the article, but its document still holds ${left.join(', ')}`,
      },
    ];
  if (annotated?.revision !== revision)
    return [
      {
        kind: 'invented',
        message: `the index holds revision ${revision}, but the newest in articles.annotated is ${String(annotated?.revision)}`,
      },
    ];
  if (!annotated.alike)
    return [
      {
        kind: 'altered',
        message: `revision ${revision} appears twice in articles.annotated with different content`,
      },
    ];
  const wanted = { ...newest.text, ...newest.annotated };
  const wrong = new Set([
    ...Object.keys(wanted).filter((name) => wanted[name] !== document.fields[name]),
    ...differing(annotated.fields ?? {}, document.fields),
  ]);
  // The story id depends on what was indexed before; every other field depends on the text only.
  wrong.delete('storyId');
  if (wrong.size === 0) return [];
  return [
    { kind: 'altered', message: `revision ${revision} differs from its text in ${[...wrong].join(', ')}` },
  ];
}

/** The fields that a deleted article may keep (docs/index-contract.md): ids and hashes, no text. */
const OF_TOMBSTONES: ReadonlySet<string> = new Set([
  ...['id', 'deleted', 'revision', 'annotatorRevision', 'knowledgeHash', 'contentHash', 'acceptedAt'],
  ...['via', 'producer', 'externalId', 'url'],
]);
