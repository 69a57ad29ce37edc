import { hostOf, parseUrl } from '@gazette/schemas';
import type { HttpGetOptions, HttpResult } from '../http-result.ts';
import { crawlDelay, isAllowed } from '../robots.ts';
import type { HostGate, SendPaced, Turn } from './host-gate.ts';
import type { HttpClient } from './http-client.ts';
import { ROBOTS_BYTES, type SiteRules, type SiteRulesCache } from './site-rules.ts';

/**
 * A GET that follows the rules of {@link createPoliteGet}. Rejects only when the turn's signal is aborted.
 */
export type PoliteGet = (url: string, options: HttpGetOptions, turn: Turn) => Promise<HttpResult>;

/** The dependencies of {@link createPoliteGet}. */
export interface PoliteGetOptions {
  readonly get: HttpClient['get'];
  readonly gate: HostGate;
  readonly sites: SiteRulesCache;
  readonly userAgent: string;
  /** Shortest pause between two requests to one host, in milliseconds. */
  readonly hostDelayMs: number;
}

const MOST_REDIRECTS = 5;
/** The longest Crawl-delay that is respected; a longer one would keep a site from ever being crawled. */
const LONGEST_CRAWL_DELAY_MS = 60_000;

/**
 * A GET that obeys the site's robots.txt and sends one request at a time with a pause between two: the
 * Crawl-delay or `hostDelayMs`, whichever is longer. It follows redirects within the host under the same
 * rules, and returns redirects to other hosts, which another instance may own.
 */
export function createPoliteGet(options: PoliteGetOptions): PoliteGet {
  const { get, gate, sites, userAgent, hostDelayMs } = options;

  function fetchRules(url: string, sendPaced: SendPaced, signal: AbortSignal): Promise<SiteRules> {
    return sites.rulesOf(url, (robotsUrl) =>
      sendPaced(hostDelayMs, () =>
        get(robotsUrl, { accept: 'text/plain, */*;q=0.1', signal, prefixBytes: ROBOTS_BYTES }),
      ),
    );
  }

  async function hop(
    url: string,
    conditions: HttpGetOptions,
    sendPaced: SendPaced,
    signal: AbortSignal,
  ): Promise<HttpResult> {
    if (!isWeb(url)) return get(url);
    const rules = await fetchRules(url, sendPaced, signal);
    if (rules.kind === 'unreachable') return unreachable(url, rules);
    const { pathname, search } = new URL(url);
    if (!isAllowed(rules.robots, userAgent, pathname + search)) return { kind: 'disallowed', url };
    const requestedMs = Math.min(LONGEST_CRAWL_DELAY_MS, (crawlDelay(rules.robots, userAgent) ?? 0) * 1000);
    return sendPaced(Math.max(hostDelayMs, requestedMs), () => get(url, { ...conditions, signal }));
  }

  return (url, conditions, turn) =>
    gate.enter(url, turn, async (sendPaced) => {
      let at = url;
      let permanent = true;
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
        const result = await hop(at, conditions, sendPaced, turn.signal);
        if (result.kind !== 'redirect')
          return isAnswer(result) && redirects > 0 && permanent ? { ...result, permanentUrl: at } : result;
        permanent &&= result.permanent;
        if (isWeb(result.url) && hostOf(result.url) !== hostOf(at)) return { ...result, permanent };
        at = result.url;
      }
      const detail = `more than ${MOST_REDIRECTS} redirects`;
      return { kind: 'failed', url, status: null, reason: 'too-many-redirects', detail, retryAfterMs: null };
    });
}

/** Whether the URL is a web address; for any other the client reports what is wrong with it. */
function isWeb(url: string): boolean {
  return /^https?:$/.test(parseUrl(url)?.protocol ?? '');
}

function isAnswer(result: HttpResult): result is HttpResult & { kind: 'ok' | 'not-modified' } {
  return result.kind === 'ok' || result.kind === 'not-modified';
}

function unreachable(url: string, { detail, retryAfterMs }: SiteRules & { kind: 'unreachable' }): HttpResult {
  return {
    kind: 'failed',
    url,
    status: null,
    reason: 'robots-unreachable',
    detail: `robots.txt: ${detail}`,
    retryAfterMs,
  };
}
