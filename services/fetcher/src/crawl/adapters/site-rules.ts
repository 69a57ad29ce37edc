import { hostOf } from '@gazette/schemas';
import { decodeText } from '../../text/decode-text.ts';
import { describeResult, type HttpResult, type OkResult } from '../http-result.ts';
import { parseRobots, type Robots } from '../robots.ts';

/** The rules of a site's robots.txt, or why they cannot be read now. */
export type SiteRules =
  | { readonly kind: 'rules'; readonly robots: Robots }
  | { readonly kind: 'unreachable'; readonly detail: string; readonly retryAfterMs: number };

/** Caches the robots.txt of every visited site (RFC 9309, 2.4). */
export interface SiteRulesCache {
  /** The rules of a URL's site, fetched through `get` when they are unknown or expired. */
  readonly rulesOf: (url: string, get: RobotsGet) => Promise<SiteRules>;
}

/** One request for at most {@link ROBOTS_BYTES}; redirects are returned. */
export type RobotsGet = (url: string) => Promise<HttpResult>;

/** RFC 9309, 2.5: a crawler must read at least 500 KiB. The rest is not read. */
export const ROBOTS_BYTES = 500 * 1024;
/** RFC 9309, 2.3.1.2: at least five redirects are followed. */
const MOST_REDIRECTS = 5;
const HOUR_MS = 3_600_000;
/**
 * RFC 9309, 2.4: rules are cached for at most 24 hours. The site's Cache-Control applies between these
 * limits.
 */
const LONGEST_MS = 24 * HOUR_MS;
const SHORTEST_MS = HOUR_MS;
/** The wait after the first failure; it doubles with each further one. */
const FIRST_RETRY_MS = 60_000;
const MOST_SITES = 10_000;

interface Known {
  readonly rules: SiteRules;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly failures: number;
  /** The last rules read, which stay valid while the file is unreachable (RFC 9309, 2.4). */
  readonly lastRead: Robots | null;
}

/** Keeps rules in memory; a site's next owner fetches them again. */
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
        // A name that is refused today may resolve to a public address tomorrow.
        const keptMs = result.kind === 'refused' ? 0 : LONGEST_MS;
        return keep(site, { rules, until: now() + keptMs, failures: 0, lastRead: null });
      }
      const failures = (known?.failures ?? 0) + 1;
      const requestedMs = result.kind === 'failed' ? (result.retryAfterMs ?? 0) : 0;
      const wait = Math.min(
        LONGEST_MS,
        Math.max(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 6), requestedMs),
      );
      const lastRead = known?.lastRead ?? null;
      const rules: SiteRules = lastRead
        ? { kind: 'rules', robots: lastRead }
        : { kind: 'unreachable', detail: describeResult(result), retryAfterMs: wait };
      return keep(site, { rules, until: now() + wait, failures, lastRead });
    },
  };
}

/**
 * Follows redirects within the host. One to another host is returned, since only that host's owner may visit
 * it.
 */
async function getRobots(url: string, get: RobotsGet): Promise<HttpResult> {
  let at = url;
  for (let redirects = 0; ; redirects += 1) {
    const result = await get(at);
    if (result.kind !== 'redirect' || hostOf(result.url) !== hostOf(url) || redirects === MOST_REDIRECTS)
      return result;
    at = result.url;
  }
}

/** Never fails: unreadable text yields no rules. */
function readRobots({ bytes, contentType }: OkResult): Robots {
  return parseRobots(decodeText(bytes, contentType ?? 'text/plain; charset=utf-8'));
}

/**
 * RFC 9309, 2.3.1.3 and 2.3.1.4: a site that answers 4xx or redirects too often has no rules; one that fails
 * or does not answer forbids everything for now. 429 counts as a failure, as it does for Google.
 */
function isUnreachable(result: HttpResult): boolean {
  if (result.kind !== 'failed') return false;
  return result.status === null || result.status >= 500 || result.status === 429;
}
