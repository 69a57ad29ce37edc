import { setMaxListeners } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gazetteHome } from '@gazette/dev';
import { patienceAt } from '@gazette/e2e/support/patience';
import type { Traffic, Violation } from './oracle/contract.ts';
import { watchCounters } from './rig/counters.ts';
import { catalogue, injectAll } from './faults/inject.ts';
import { judge } from './oracle/judge.ts';
import { judgePauses } from './oracle/judge-pauses.ts';
import { startLab, type Lab } from './rig/lab.ts';
import { observe, groups } from './oracle/observe.ts';
import { judgeMovedBack, watchPartitions } from './oracle/partitions.ts';
import { judgeReadiness, watchReadiness } from './oracle/readiness.ts';
import { countRepeats } from './oracle/repeats.ts';
import { renderReport, type RunReport } from './report.ts';
import { planFaults } from './faults/schedule.ts';
import { startTraffic } from './traffic/traffic.ts';

/** What a run is made of. */
export interface RunOptions {
  readonly minutes: number;
  readonly seed: number;
  /** Writes per second. */
  readonly rate: number;
  /** Seconds from one fault to the next, on average. */
  readonly everySeconds: number;
  /** Three brokers and three nodes of OpenSearch instead of one of each. */
  readonly cluster: boolean;
  /** Only faults of these kinds; absent: all. */
  readonly kinds?: readonly string[];
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Services must recover within this time after the last fault. */
const CATCHES_UP_WITHIN_MS = 120_000;

/**
 * Runs traffic and faults, waits for recovery and checks every acknowledged write. Also writes the report as
 * JSON next to the logs. Throws if the laboratory itself fails.
 */
export async function runFaults(options: RunOptions): Promise<RunReport> {
  const { seed, minutes, rate, everySeconds, cluster, signal } = options;
  setMaxListeners(0, signal);
  const kinds = catalogue(cluster).filter(({ kind }) => options.kinds?.includes(kind) ?? true);
  const logDir = join(gazetteHome(), 'faults', `seed-${seed}-${process.pid}`);
  mkdirSync(logDir, { recursive: true });
  const began = Date.now();
  const log = (line: string): void => {
    options.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${line}`);
  };

  const lab = await startLab({ logDir, log, signal, cluster });
  try {
    log(`Sending ${rate} writes per second for ${minutes} minutes; logs are in ${logDir}`);
    const report = await experiment(lab, {
      seed,
      minutes,
      rate,
      everySeconds,
      cluster,
      onlyKinds: options.kinds ?? [],
      plan: planFaults({ seed, minutes, everySeconds, kinds }),
      kinds,
      log,
      signal,
    });
    writeFileSync(join(logDir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    options.log(renderReport(report));
    return report;
  } finally {
    await lab.stop();
  }
}

interface Experiment extends Omit<RunOptions, 'kinds'> {
  readonly onlyKinds: readonly string[];
  readonly plan: ReturnType<typeof planFaults>;
  readonly kinds: ReturnType<typeof catalogue>;
}

async function experiment(
  lab: Lab,
  { seed, minutes, rate, everySeconds, cluster, onlyKinds, plan, kinds, log, signal }: Experiment,
): Promise<RunReport> {
  const readiness = watchReadiness(lab.instances);
  const counters = watchCounters(lab.instances);
  const partitions = watchPartitions(lab);
  try {
    const traffic = await startTraffic(lab, { seed, perSecond: rate });
    const end = Date.now() + minutes * 60_000;
    const faults = await injectAll(lab, { plan, kinds, log, signal });
    await sleep(Math.max(0, end - Date.now()), undefined, { signal });

    log('Faults are over; waiting for every answer and for every group to catch up');
    const unfinished = await finish(lab, traffic, partitions);
    await Promise.all([readiness.stop(), counters.stop()]);
    log('Comparing acknowledged writes with the contents of the engines');
    const { violations, conservation, repeats, evidence } = await verdict(lab, traffic);
    const overload = readiness.overload();
    const patience = patienceAt(overload);
    const ready = judgeReadiness(readiness.turns, faults, { end: Date.now(), patience });
    const pauses = partitions.pauses();
    const stuck = judgePauses(pauses, faults, patience);
    const died = lab.unexpectedEnds().map((message): Violation => ({ kind: 'died', message }));
    return {
      ...{ seed, minutes, rate, everySeconds, cluster, onlyKinds, faults, conservation, overload, patience },
      readiness: ready,
      counts: traffic.ledger.counts,
      outcomes: withoutPrefix(lab.prefix, counters.outcomes()),
      written: Object.fromEntries(
        groups.flatMap(({ topics }) => topics).map((topic) => [topic, Number(partitions.written(topic))]),
      ),
      pauses,
      stalls: stuck.stalls,
      violations: [
        ...unfinished,
        ...violations,
        ...ready.violations,
        ...stuck.violations,
        ...judgeMovedBack(partitions.movedBack(), faults),
        ...died,
      ],
      repeats,
      evidence,
    };
  } finally {
    await Promise.all([readiness.stop(), counters.stop(), partitions.stop()]);
  }
}

/** Reports what did not finish. */
async function finish(
  lab: Lab,
  traffic: Traffic,
  partitions: ReturnType<typeof watchPartitions>,
): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  const note = (error: unknown): void => {
    violations.push({ kind: 'unfinished', message: error instanceof Error ? error.message : String(error) });
  };
  await traffic.stop(CATCHES_UP_WITHIN_MS).catch(note);
  await partitions.untilCaughtUp(CATCHES_UP_WITHIN_MS).catch(note);
  await Promise.all(lab.instances.map((instance) => instance.untilReady().catch(note)));
  return violations;
}

async function verdict(
  lab: Lab,
  { ledger }: Traffic,
): Promise<Pick<RunReport, 'violations' | 'conservation' | 'repeats' | 'evidence'>> {
  const observed = await observe(lab);
  const { violations, conservation } = judge(ledger, observed);
  const ids = [...new Set(violations.flatMap(({ articleId }) => articleId ?? []))].slice(0, EVIDENCE_OF);
  return {
    violations,
    conservation,
    repeats: countRepeats(observed),
    evidence: ids.map((id) => ({
      id,
      sent: ledger.articles.get(id) ?? null,
      raw: observed.raw.filter((record) => record.id === id),
      documents: observed.documents.filter((document) => document.id === id),
    })),
  };
}

/** The report has evidence for at most this many articles. */
const EVIDENCE_OF = 20;

function withoutPrefix<T>(prefix: string, byTopic: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(byTopic).map(([topic, value]) => [
      topic.startsWith(prefix) ? topic.slice(prefix.length) : topic,
      value,
    ]),
  );
}
