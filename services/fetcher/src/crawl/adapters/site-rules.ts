import { hostOf } from '@gazette/schemas';
import { decodeText } from '../../text/decode-text.ts';
import { describeResult, type HttpResult, type OkResult } from '../http-result.ts';
import { parseRobots, type Robots } from '../robots.ts';

/** What a site's robots.txt says, or why nobody knows now. */
export type SiteRules =
  | { readonly kind: 'rules'; readonly robots: Robots }
  | { readonly kind: 'unreachable'; readonly detail: string; readonly retryAfterMs: number };

/** The robots.txt of every site visited, as RFC 9309 wants them kept. */
export interface SiteRulesCache {
  /** The rules of a URL's site, read through `get` when they are not known or too old. */
  readonly rulesOf: (url: string, get: RobotsGet) => Promise<SiteRules>;
}

/** One request of at most {@link ROBOTS_BYTES}; redirects are handed back. */
export type RobotsGet = (url: string) => Promise<HttpResult>;

/** RFC 9309, 2.5: a crawler must read at least 500 KiB. What is beyond is not read. */
export const ROBOTS_BYTES = 500 * 1024;
/** RFC 9309, 2.3.1.2: at least five redirects are followed. */
const MOST_REDIRECTS = 5;
const HOUR_MS = 3_600_000;
/** RFC 9309, 2.4: not older than 24 hours. What the site's Cache-Control says counts from an hour on. */
const LONGEST_MS = 24 * HOUR_MS;
const SHORTEST_MS = HOUR_MS;
/** The wait after a first failure; it doubles with each. */
const FIRST_RETRY_MS = 60_000;
const MOST_SITES = 10_000;

interface Known {
  readonly rules: SiteRules;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly failures: number;
  /** The last rules that were read, which stay valid while the file cannot be reached (RFC 9309, 2.4). */
  readonly lastRead: Robots | null;
}

/** Keeps rules in memory; a new owner of a site reads them again. */
export function createSiteRules(now: () => number): SiteRulesCache {
  const sites = new Map<string, Known>();

  function keep(site: string, known: Known): SiteRules {
    sites.delete(site);
    sites.set(site, known);
    for (const oldest of sites.keys()) {
      if (sites.size <= MOST_SITES) break;
      sites.delete(oldest);
    }
    return known.rules;
  }

  return {
    rulesOf: async (url, get) => {
      const site = new URL(url).origin;
      const known = sites.get(site);
      if (known && known.until > now()) return known.rules;
      const result = await getRobots(`${site}/robots.txt`, get);
      if (result.kind === 'ok') {
        const robots = readRobots(result);
        const keptMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (result.maxAgeSeconds ?? Infinity) * 1000));
        const rules = { kind: 'rules', robots } as const;
        return keep(site, { rules, until: now() + keptMs, failures: 0, lastRead: robots });
      }
      if (!isUnreachable(result)) {
        const rules = { kind: 'rules', robots: parseRobots('') } as const;
        // An address that is refused today may be a public one tomorrow.
        const keptMs = result.kind === 'refused' ? 0 : LONGEST_MS;
        return keep(site, { rules, until: now() + keptMs, failures: 0, lastRead: null });
      }
      const failures = (known?.failures ?? 0) + 1;
      const asked = result.kind === 'failed' ? (result.retryAfterMs ?? 0) : 0;
      const wait = Math.min(LONGEST_MS, Math.max(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 6), asked));
      const lastRead = known?.lastRead ?? null;
      const rules: SiteRules = lastRead
        ? { kind: 'rules', robots: lastRead }
        : { kind: 'unreachable', detail: describeResult(result), retryAfterMs: wait };
      return keep(site, { rules, until: now() + wait, failures, lastRead });
    },
  };
}

/** Follows redirects within the host; another host's owner alone may go there, so one that leads away is handed back. */
async function getRobots(url: string, get: RobotsGet): Promise<HttpResult> {
  let at = url;
  for (let redirects = 0; ; redirects += 1) {
    const result = await get(at);
    if (result.kind !== 'redirect' || hostOf(result.url) !== hostOf(url) || redirects === MOST_REDIRECTS)
      return result;
    at = result.url;
  }
}

/** Never fails: what cannot be read as rules is no rules. */
function readRobots({ bytes, contentType }: OkResult): Robots {
  return parseRobots(decodeText(bytes, contentType ?? 'text/plain; charset=utf-8'));
}

/**
 * RFC 9309, 2.3.1.3 and 2.3.1.4: a site that answers 4xx, or more redirects than we follow, has no rules; one that fails or does not answer
 * forbids everything for now. 429 means "not now" (as Google reads it).
 */
function isUnreachable(result: HttpResult): boolean {
  if (result.kind !== 'failed') return false;
  return result.status === null || result.status >= 500 || result.status === 429;
}
