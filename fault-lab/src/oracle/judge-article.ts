import type {
  AnnotatedRecord,
  LedgerArticle,
  RawRecord,
  StoredDocument,
  Violation,
  Write,
} from './contract.ts';
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
    !(article.way !== 'feed' && writes.some((write) => !write.certain && holdsWrite(newest, write)))
  )
    violations.push(
      of('out-of-order', `${rawPlaceOf(newest)} is the newest revision, but not the last acknowledged write`),
    );
  violations.push(
    ...[...judgeVersions(article, records), ...judgeRepeats(article, records)].map(({ kind, message }) =>
      of(kind, message),
    ),
  );
  const [document] = documents;
  return [
    ...violations,
    ...judgeDocument(newest, annotated, document).map(({ kind, message }) => of(kind, message)),
  ];
}

/** Every promised version of a feed must be in the log. A site never shows an older text again, so they keep their order. */
function judgeVersions(
  { way, writes }: LedgerArticle,
  records: readonly RawRecord[],
): readonly Pick<Violation, 'kind' | 'message'>[] {
  if (way !== 'feed') return [];
  // The last write has been compared with the newest record.
  const missing = writes
    .slice(0, -1)
    .flatMap((write, place): readonly Pick<Violation, 'kind' | 'message'>[] => {
      if (!write.certain || records.some((record) => holdsWrite(record, write))) return [];
      const message = `version ${place + 1} of ${writes.length} was read from the feed but is missing from articles.raw`;
      return [{ kind: 'lost-acceptance', message }];
    });
  const ascending = [...records].sort((a, b) => a.revision - b.revision);
  const places = ascending.map((record) => writes.findIndex((write) => holdsWrite(record, write)));
  const wrong = ascending.find((_, at) => at > 0 && (places[at] ?? 0) < (places[at - 1] ?? 0));
  if (!wrong || wrong === ascending.at(-1)) return missing;
  return [
    ...missing,
    { kind: 'out-of-order', message: `${rawPlaceOf(wrong)} is newer than a text that replaced it` },
  ];
}

/** A text must not have more revisions than its producer sent it. */
function judgeRepeats(
  { writes }: LedgerArticle,
  records: readonly RawRecord[],
): readonly Pick<Violation, 'kind' | 'message'>[] {
  const texts = writes.filter(
    (write, place) => writes.findIndex((other) => isSameText(other, write)) === place,
  );
  return texts.flatMap((text): readonly Pick<Violation, 'kind' | 'message'>[] => {
    const same = writes.filter((write) => isSameText(write, text));
    const sends = same.reduce((sum, write) => sum + (write.sends ?? Infinity), 0);
    const revisions = new Set(
      records.filter((record) => holdsWrite(record, text)).map(({ revision }) => revision),
    );
    if (revisions.size <= sends) return [];
    const message = `one ${text.kind} was sent ${sends} times and accepted under ${revisions.size} revisions: ${[...revisions].join(', ')}`;
    return [{ kind: 'accepted-twice', message }];
  });
}

function isSameText(a: Write, b: Write): boolean {
  return a.kind === b.kind && differing(a.fields ?? {}, b.fields ?? {}).length === 0;
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
