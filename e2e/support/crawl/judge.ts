import type { Request, WebHost } from './small-web.ts';

/** What the logs of the hosts show about their visitors. */
export interface Visits {
  readonly requests: number;
  /** Pairs of requests to one host of which the second started before the first ended. */
  readonly overlaps: number;
  /** Pairs with too short a pause between them. */
  readonly hurries: number;
  /** The shortest pause seen, in milliseconds. */
  readonly shortestPauseMs: number;
  /** Requests that robots.txt forbids, or that a visitor sent before it read robots.txt. */
  readonly forbidden: number;
  /** Repeated requests for an article page. */
  readonly repeats: number;
  /** The most requests in flight at once, over all hosts. */
  readonly mostAtOnce: number;
  readonly byVisitor: Readonly<Record<string, number>>;
}

/** A timer may fire up to a millisecond early. */
const TOLERANCE_MS = 1;

/** Evaluates the logs of the hosts. */
export function judgeVisits(hosts: readonly WebHost[], pauseMs: number): Visits {
  const pauses = hosts.flatMap(({ log }) => pausesOf(log));
  const all = hosts.flatMap(({ log }) => log);
  const pages = hosts.flatMap(({ host, log }) =>
    log.filter(({ path }) => path.startsWith('/articles/')).map(({ path }) => host + path),
  );
  const byVisitor: Record<string, number> = {};
  for (const { visitor } of all) byVisitor[visitor] = (byVisitor[visitor] ?? 0) + 1;
  return {
    requests: all.length,
    overlaps: pauses.filter((pause) => pause < 0).length,
    hurries: pauses.filter((pause) => pause < pauseMs - TOLERANCE_MS).length,
    shortestPauseMs: Math.round(Math.min(...pauses)),
    forbidden: hosts.reduce((sum, { log }) => sum + forbiddenIn(log), 0),
    repeats: pages.length - new Set(pages).size,
    mostAtOnce: mostAtOnce(all),
    byVisitor,
  };
}

function pausesOf(log: readonly Request[]): readonly number[] {
  const ordered = log.toSorted((a, b) => a.start - b.start);
  return ordered.slice(1).map(({ start }, place) => start - (ordered[place]?.end ?? 0));
}

function forbiddenIn(log: readonly Request[]): number {
  const visitors = new Set<string>();
  let count = 0;
  for (const { path, visitor } of log) {
    if (path === '/robots.txt') visitors.add(visitor);
    else if (path.startsWith('/private/') || !visitors.has(visitor)) count += 1;
  }
  return count;
}

function mostAtOnce(all: readonly Request[]): number {
  const turns = all
    .flatMap(({ start, end }) => [
      { at: start, by: 1 },
      { at: end, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of turns) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
