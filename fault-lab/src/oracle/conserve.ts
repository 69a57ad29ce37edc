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

/** The violations found so far, and the log records and documents by article. */
interface Judged {
  readonly violations: readonly Violation[];
  readonly records: ReadonlyMap<string, readonly RawRecord[]>;
  readonly documents: ReadonlyMap<string, readonly StoredDocument[]>;
}

/**
 * Counts acknowledged writes and their outcomes. A write is searchable or deleted if its article's document
 * shows it, superseded if the log holds it and a newer one, dead if it has a dead letter, and lost if
 * `violations` contains a loss.
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
  // A replay keeps its old revision and is not a new write.
  const acknowledged = Object.entries(counts.acknowledged).filter(([route]) => route !== 'raw');
  return acknowledged.reduce((sum, [, count]) => sum + count, poison.length);
}

/** Reports acknowledged writes without an outcome. */
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
      message: `${accepted} writes were acknowledged, but ${found} were found (${searchable} searchable, ${deleted} deleted, ${superseded} superseded, ${dead} dead, ${lost} lost)`,
    },
  ];
}

type Fate = 'searchable' | 'deleted' | 'superseded' | 'lost';

/** The outcomes of an article's acknowledged writes. A write without evidence has no entry. */
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
    // A feed shows only its current text, so earlier versions may never have been read.
    if (!write.certain) return way === 'feed' ? ['superseded'] : [];
    const isLogged = records.some(
      (record) => holdsWrite(record, write) && (write.revision ?? record.revision) === record.revision,
    );
    if (isLogged) return ['superseded'];
    return isBroken ? ['lost'] : [];
  });
}

/** The outcome of the last acknowledged write. A write without an answer may have superseded it. */
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
