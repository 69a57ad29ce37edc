import { agrees, differing } from './fields.ts';
import type {
  AnnotatedRecord,
  Conservation,
  Ledger,
  LedgerArticle,
  Observed,
  RawRecord,
  StoredDocument,
  Violation,
  Write,
} from './contract.ts';
import { judgeLetters, letterFinder } from './judge-letters.ts';

/** What became of a run's writes, and every promise that was broken. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly conservation: Conservation;
}

/** What is known when writes are counted: what else is wrong, and by article what the log and the index hold. */
interface Judged {
  readonly violations: readonly Violation[];
  readonly records: ReadonlyMap<string, readonly RawRecord[]>;
  readonly documents: ReadonlyMap<string, readonly StoredDocument[]>;
}

/**
 * Holds what was acknowledged against what the engines hold once everything has been consumed. Follows each article from the
 * ledger to `articles.raw` and from there to the index:
 *
 * - every acknowledged revision is in `articles.raw` (else `lost-acceptance`), and what is there was sent by somebody (`invented`);
 * - the newest revision there is the last word of its producer (`out-of-order`), or one that may have been it;
 * - the index holds it (`lost`, `stale`) with every field but `storyId` as the pure code makes it of that text and of its message
 *   in `articles.annotated`, and with no other field (`altered`);
 * - what was deleted stays so and has nothing left of its text (`not-deleted`), what was not is shown (`hidden`), and nothing is there twice (`doubled`) or was sent by nobody (`invented`);
 * - dead letters: see {@link judgeLetters};
 * - what was acknowledged is all found again, as one thing or another (`unaccounted`, see {@link conserve});
 * - every group has committed up to the end of each partition (`stuck`), and no answer broke a promise (`bad-answer`).
 */
export function judge(ledger: Ledger, observed: Observed): Verdict {
  const records = groupBy(observed.raw, ({ id }) => id);
  const documents = groupBy(observed.documents, ({ id }) => id);
  const violations = [
    ...[...ledger.articles.values()].flatMap((article) =>
      judgeArticle(article, {
        records: records.get(article.id) ?? [],
        annotated: observed.annotated.get(article.id),
        documents: documents.get(article.id) ?? [],
      }),
    ),
    ...judgeUnknown(ledger, observed),
    ...judgeLetters(ledger, observed),
    ...judgePartitions(observed),
    ...ledger.complaints.map((message): Violation => ({ kind: 'bad-answer', message })),
  ];
  const conservation = conserve(ledger, observed, { violations, records, documents });
  return { violations: [...violations, ...judgeSum(conservation)], conservation };
}

/**
 * Counts what was acknowledged, and what became of it by the evidence: a write is searchable or deleted when its article's document
 * says so, superseded when the log has it and another is newer, dead when there is a letter of it, and lost when `violations` say so.
 */
function conserve(
  ledger: Ledger,
  observed: Observed,
  { violations, records, documents }: Judged,
): Conservation {
  const broken = new Set(
    violations.filter(({ kind }) => LOSSES.has(kind)).map(({ articleId }) => articleId ?? ''),
  );
  const counts = { searchable: 0, deleted: 0, superseded: 0, lost: 0 };
  for (const article of ledger.articles.values()) {
    const { id } = article;
    const [document] = documents.get(id) ?? [];
    const found = { records: records.get(id) ?? [], document, isBroken: broken.has(id) };
    for (const fate of fatesOf(article, found)) counts[fate] += 1;
  }
  const letterOf = letterFinder(observed.letters);
  const dead = ledger.poison.filter((message) => letterOf(message) !== undefined).length;
  const poisonLost = violations.filter(({ kind }) => kind === 'poison-lost').length;
  return {
    accepted: acceptedIn(ledger),
    ...counts,
    dead,
    lost: counts.lost + poisonLost,
    doubled: observed.documents.length - new Set(observed.documents.map(({ id }) => id)).size,
  };
}

function acceptedIn({ counts, poison }: Ledger): number {
  // A replay under its old revision is no new write.
  const doors = Object.entries(counts.acknowledged).filter(([door]) => door !== 'raw');
  return doors.reduce((sum, [, count]) => sum + count, poison.length);
}

function judgeSum({
  accepted,
  searchable,
  deleted,
  superseded,
  dead,
  lost,
}: Conservation): readonly Violation[] {
  const found = searchable + deleted + superseded + dead + lost;
  if (found === accepted) return [];
  return [
    {
      kind: 'unaccounted',
      message: `${accepted} writes were acknowledged, and there is word of ${found} (${searchable} searchable, ${deleted} deleted, ${superseded} superseded, ${dead} dead, ${lost} lost)`,
    },
  ];
}

type Fate = 'searchable' | 'deleted' | 'superseded' | 'lost';

/** What became of an article's acknowledged writes; one of which there is no word has no entry. */
function fatesOf(
  { way, writes }: LedgerArticle,
  {
    records,
    document,
    isBroken,
  }: {
    readonly records: readonly RawRecord[];
    readonly document: StoredDocument | undefined;
    readonly isBroken: boolean;
  },
): readonly Fate[] {
  const last = writes.findLast(({ certain }) => certain);
  return writes.flatMap((write): readonly Fate[] => {
    if (write === last) return isBroken ? ['lost'] : standingOf(write, writes, document);
    // A feed shows its present text only: nobody promised that those before were ever read.
    if (!write.certain) return way === 'feed' ? ['superseded'] : [];
    const isLogged = records.some(
      (record) => isOf(record, write) && (write.revision ?? record.revision) === record.revision,
    );
    if (isLogged) return ['superseded'];
    return isBroken ? ['lost'] : [];
  });
}

/** Where the last acknowledged write is; one without an answer may have superseded it. */
function standingOf(
  last: Write,
  writes: readonly Write[],
  document: StoredDocument | undefined,
): readonly Fate[] {
  if (!document) return [];
  if (isShownBy(document, last)) return [last.kind === 'delete' ? 'deleted' : 'searchable'];
  return writes.some((write) => !write.certain && isShownBy(document, write)) ? ['superseded'] : [];
}

function isShownBy({ visible, fields }: StoredDocument, { kind, fields: wanted }: Write): boolean {
  if (kind === 'delete') return !visible && fields['deleted'] === true;
  return visible && wanted !== null && agrees(wanted, fields);
}

const LOSSES: ReadonlySet<string> = new Set<Violation['kind']>([
  'lost-acceptance',
  'out-of-order',
  'lost',
  'stale',
  'altered',
  'not-deleted',
  'hidden',
]);

function judgeArticle(
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
    if (!writes.some((write) => isOf(record, write)))
      violations.push(of('invented', `${where(record)} holds a text that nobody sent`));
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
  if (last && !isOf(newest, last) && !writes.some((write) => !write.certain && isOf(newest, write)))
    violations.push(
      of('out-of-order', `${where(newest)} is the newest revision and not the last that was acknowledged`),
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

/** Whether a record of `articles.raw` carries what a write sent. */
function isOf({ kind, text }: RawRecord, write: Write): boolean {
  if (kind !== write.kind) return false;
  return write.fields === null || (text !== null && agrees(write.fields, text));
}

function judgeUnknown({ articles, poison }: Ledger, { raw, documents }: Observed): readonly Violation[] {
  const poisoned = new Set(poison.map(({ articleId }) => articleId));
  const places = new Set(poison.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`));
  const known = (id: string): boolean => articles.has(id) || poisoned.has(id);
  return [
    ...raw
      .filter((record) => !known(record.id) && !places.has(where(record)))
      .map((record): Violation => ({
        kind: 'invented',
        articleId: record.id,
        message: `${where(record)} holds an article that nobody sent`,
      })),
    ...documents
      .filter(({ id }) => !articles.has(id))
      .map(({ id }): Violation =>
        poisoned.has(id)
          ? { kind: 'poison-indexed', articleId: id, message: 'poison has become a document' }
          : { kind: 'invented', articleId: id, message: 'the index holds an article that nobody sent' },
      ),
  ];
}

function judgePartitions({ partitions }: Observed): readonly Violation[] {
  return partitions
    .filter(({ committed, low, high }) => (committed ?? low) !== high)
    .map(({ group, topic, partition, committed, high }) => ({
      kind: 'stuck',
      message: `${group} has committed ${committed === null ? 'nothing' : String(committed)} of ${topic}/${partition}, which ends at ${high}`,
    }));
}

function where({ partition, offset }: RawRecord): string {
  return `articles.raw/${partition}/${offset}`;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
