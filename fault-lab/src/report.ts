import { topics } from '@gazette/schemas';
import type {
  Conservation,
  LedgerArticle,
  RawRecord,
  StoredDocument,
  TrafficCounts,
  Violation,
} from './oracle/contract.ts';
import type { Outcomes } from './rig/counters.ts';
import type { Stalls } from './oracle/judge-pauses.ts';
import type { Pause } from './oracle/partitions.ts';
import { seconds, type Disturbance, type ReadinessVerdict } from './oracle/readiness.ts';
import { countedBeyond, type Repeats } from './oracle/repeats.ts';

/** A fault that was injected; times in milliseconds since the epoch. */
export interface DoneFault extends Disturbance {
  readonly subject: string;
}

/** Everything known about a finished run. */
export interface RunReport {
  readonly seed: number;
  readonly minutes: number;
  readonly rate: number;
  readonly everySeconds: number;
  readonly cluster: boolean;
  /** The kinds that the run was limited to; empty for all. */
  readonly onlyKinds: readonly string[];
  readonly faults: readonly DoneFault[];
  readonly counts: TrafficCounts;
  readonly conservation: Conservation;
  readonly repeats: Repeats;
  readonly outcomes: Outcomes;
  /** Messages ever written, by topic. */
  readonly written: Readonly<Record<string, number>>;
  readonly pauses: readonly Pause[];
  readonly stalls: Stalls;
  readonly readiness: Omit<ReadinessVerdict, 'violations'>;
  /** Runnable processes per processor, at least 1. */
  readonly overload: number;
  /** Factor by which time limits were extended because of the load. */
  readonly patience: number;
  readonly violations: readonly Violation[];
  readonly evidence: readonly Evidence[];
}

/** Evidence about an article with a violation; only in the JSON. */
export interface Evidence {
  readonly id: string;
  readonly sent: LedgerArticle | null;
  readonly raw: readonly RawRecord[];
  readonly documents: readonly StoredDocument[];
}

/** Lower bound of reprocessed messages: the annotator's from the topic, others from /metrics. */
export function processedAgain({
  outcomes,
  written,
  repeats,
}: Pick<RunReport, 'outcomes' | 'written' | 'repeats'>): number {
  return Object.entries(countedBeyond(outcomes, written)).reduce(
    (all, [topic, beyond]) => all + Math.max(beyond, topic === topics.raw.name ? repeats.annotated : 0, 0),
    0,
  );
}

/** The readable report; its last line is the summary. */
export function renderReport(report: RunReport): string {
  const { faults, counts, outcomes, violations } = report;
  const { unreadyAfter, readyAfter, unjudged } = report.readiness;
  const kinds = new Map<string, readonly DoneFault[]>();
  for (const fault of faults) kinds.set(fault.kind, [...(kinds.get(fault.kind) ?? []), fault]);
  return [
    '',
    `Faults by kind (${faults.length} of ${kinds.size} kinds)`,
    ...[...kinds]
      .sort()
      .map(([kind, all]) => row(kind, `${all.length} (${all.map(({ subject }) => subject).join(', ')})`)),
    'Writes acknowledged, by way',
    ...Object.entries(counts.acknowledged).map(([way, count]) => row(way, String(count))),
    row('unclear answers', String(counts.unclear)),
    row('429 and 503, retried', String(counts.refused)),
    'Messages by topic and outcome',
    ...Object.entries(outcomes).map(([topic, ends]) =>
      row(
        topic,
        `${report.written[topic] ?? 0} written: ${Object.entries(ends)
          .map(([end, count]) => `${count} ${end}`)
          .join(', ')}`,
      ),
    ),
    'Processed again',
    row('the annotator', `${report.repeats.annotated} written again to articles.annotated (by the topic)`),
    row('dead letters', `${report.repeats.letters} written again (by the topics)`),
    ...Object.entries(countedBeyond(outcomes, report.written))
      .filter(([, beyond]) => beyond !== 0)
      .map(([topic, beyond]) =>
        row(
          topic,
          `${Math.abs(beyond)} outcomes ${beyond > 0 ? 'more' : 'fewer'} than messages (by /metrics)`,
        ),
      ),
    'Longest pause of a partition, by group',
    ...longestByGroup(report.pauses).map((pause) => row(pause.group, describePause(pause, faults))),
    row(
      'without an active fault',
      `longest ${seconds(report.stalls.longestMs)}, ${report.stalls.count} beyond the bound of 60 s`,
    ),
    'Readiness',
    row('unready in time', `${unreadyAfter.length} times, slowest ${seconds(Math.max(0, ...unreadyAfter))}`),
    row('ready in time', `${readyAfter.length} times, slowest ${seconds(Math.max(0, ...readyAfter))}`),
    row('cut short, not judged', `${unjudged} times`),
    row(
      'the machine',
      `load was ${report.overload.toFixed(1)} times its capacity; time limits were multiplied by ${report.patience.toFixed(1)}`,
    ),
    ...(violations.length === 0
      ? []
      : ['Violations', ...violations.slice(0, VIOLATIONS_SHOWN).map(describeViolation)]),

    ...(violations.length > VIOLATIONS_SHOWN ? [`  … and ${violations.length - VIOLATIONS_SHOWN} more`] : []),
    ...(violations.length === 0 ? [] : [`To repeat: ${commandOf(report)}`]),
    closingLine(report, kinds.size),
  ].join('\n');
}

const VIOLATIONS_SHOWN = 40;

/** The last lines of a run in which the laboratory itself failed. */
export function renderFailure(run: Repeatable, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `FAILED: not judged, ${reason}\nTo repeat: ${commandOf(run)}`;
}

type Repeatable = Pick<RunReport, 'minutes' | 'seed' | 'rate' | 'everySeconds' | 'cluster' | 'onlyKinds'>;

/** What to run to get the same traffic and the same faults. */
function commandOf({ minutes, seed, rate, everySeconds, cluster, onlyKinds }: Repeatable): string {
  const engines = cluster ? ' --cluster' : '';
  const kinds = onlyKinds.map((kind) => ` --kind ${kind}`).join('');
  return `npm run test:faults -- --minutes ${minutes} --seed ${seed} --rate ${rate} --every ${everySeconds}${engines}${kinds}`;
}

function closingLine(report: RunReport, kinds: number): string {
  const { accepted, lost, doubled, searchable, deleted, superseded, dead } = report.conservation;
  const verdict =
    report.violations.length === 0 ? 'PASSED' : `FAILED with ${report.violations.length} violations`;
  return (
    `${verdict}: accepted ${accepted} writes (${searchable} searchable, ${deleted} deleted, ${superseded} superseded by newer ones, ${dead} dead letters), ` +
    `injected ${report.faults.length} faults of ${kinds} kinds, lost ${lost}, doubled ${doubled}, processed at least ${processedAgain(report)} messages again without effect.`
  );
}

function describeViolation({ kind, articleId, message }: Violation): string {
  return row(kind, `${articleId === undefined ? '' : `${articleId.slice(0, 12)}: `}${message}`);
}

function longestByGroup(pauses: readonly Pause[]): readonly Pause[] {
  const longest = new Map<string, Pause>();
  for (const pause of pauses) {
    const other = longest.get(pause.group);
    if (!other || other.to - other.from < pause.to - pause.from) longest.set(pause.group, pause);
  }
  return [...longest.values()];
}

function describePause({ topic, partition, from, to }: Pause, faults: readonly DoneFault[]): string {
  const during = faults.filter((fault) => fault.from < to && fault.to > from - 10_000);
  const cause = during.map(({ kind, subject }) => `${kind} of ${subject}`).join(' and ') || 'no fault';
  return `${seconds(to - from)} on ${topic}/${partition} during ${cause}`;
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(24)} ${value}`;
}
