import type {
  Conservation,
  Ledger,
  LedgerArticle,
  Observed,
  RawRecord,
  StoredDocument,
  Violation,
  Write,
} from './contract.ts';
import { agrees, holdsWrite } from './fields.ts';
import { letterFinder } from './judge-letters.ts';

/** What is known when writes are counted: what else is wrong, and by article what the log and the index hold. */
interface Judged {
  readonly violations: readonly Violation[];
  readonly records: ReadonlyMap<string, readonly RawRecord[]>;
  readonly documents: ReadonlyMap<string, readonly StoredDocument[]>;
}

/**
 * Counts what was acknowledged, and what became of it by the evidence: a write is searchable or deleted when its article's document
 * says so, superseded when the log has it and another is newer, dead when there is a letter of it, and lost when `violations` say so.
 */
export function conserve(
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

export function judgeConservation({
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
      (record) => holdsWrite(record, write) && (write.revision ?? record.revision) === record.revision,
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
