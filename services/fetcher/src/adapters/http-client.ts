import { Agent, request, type Dispatcher } from 'undici';
import type { FailedResult, HttpGetOptions, HttpResult } from '../http-result.ts';
import { parseDate } from '../parse-date.ts';
import { guardedConnector, RefusedAddressError } from './address-guard.ts';
import { BodyError, readBody } from './response-body.ts';

export interface HttpClientOptions {
  readonly userAgent: string;
  /** `host:port` that the operator allows although they are no public addresses. */
  readonly allowHosts: readonly string[];
  /** Limit of the body, before and after decompression. */
  readonly maxBytes?: number;
  readonly maxHeaderBytes?: number;
  readonly connectTimeoutMs?: number;
  /** From the request to the end of its response headers. */
  readonly firstByteTimeoutMs?: number;
  /** From the call to the last byte, redirects included. */
  readonly totalTimeoutMs?: number;
}

export interface HttpClient {
  readonly get: (url: string, options?: HttpGetOptions) => Promise<HttpResult>;
  /** Ends idle and open connections. */
  readonly close: () => Promise<void>;
}

const maxRedirects = 5;

/** A client for pages and feeds of strangers: public addresses only, everything bounded, redirects within a host only. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { maxBytes = 10_000_000, totalTimeoutMs = 30_000, connectTimeoutMs = 10_000 } = options;
  const agent = new Agent({
    connect: guardedConnector(options.allowHosts, { connectTimeoutMs }),
    connections: 2,
    pipelining: 1,
    headersTimeout: options.firstByteTimeoutMs ?? 15_000,
    bodyTimeout: totalTimeoutMs,
    maxHeaderSize: options.maxHeaderBytes ?? 32_768,
    keepAliveTimeout: 4_000,
  });

  async function get(url: string, conditions: HttpGetOptions = {}): Promise<HttpResult> {
    const signal = AbortSignal.timeout(totalTimeoutMs);
    let at = url;
    let permanent = true;
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const problem = problemOf(at);
      if (problem !== null) return { kind: 'refused', url: at, reason: problem };
      let result: HttpResult | Redirect;
      try {
        result = await getOnce(at, conditions, signal, permanent && redirects > 0 ? at : null);
      } catch (error) {
        return toFailure(at, error, signal);
      }
      if (result.kind !== 'moved') return result;
      permanent &&= result.permanent;
      if (hostOf(result.url) !== hostOf(at) && problemOf(result.url) === null) {
        return { kind: 'redirect', url: result.url, from: at, permanent };
      }
      at = result.url;
    }
    return failed(at, null, 'too-many-redirects', `more than ${maxRedirects} redirects`);
  }

  async function getOnce(
    url: string,
    conditions: HttpGetOptions,
    signal: AbortSignal,
    permanentUrl: string | null,
  ): Promise<HttpResult | Redirect> {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headers: requestHeaders(options.userAgent, conditions),
    });
    const { statusCode: status, headers, body } = response;
    const moved = redirectOf(url, response);
    const succeeded = status >= 200 && status < 300;
    if (!succeeded || moved) discard(body);
    if (moved) return moved;
    const answer = {
      url,
      permanentUrl,
      etag: textOf(headers['etag']),
      lastModified: textOf(headers['last-modified']),
      maxAgeSeconds: maxAgeOf(textOf(headers['cache-control'])),
    };
    if (status === 304) return { kind: 'not-modified', ...answer };
    const retryAfterMs = retryAfterOf(textOf(headers['retry-after']));
    if (status === 410) return { kind: 'gone', url, status };
    if (status === 401 || status === 403 || status === 451)
      return { kind: 'forbidden', url, status, retryAfterMs };
    if (!succeeded) return { ...failed(url, status, 'status', `HTTP ${status}`), retryAfterMs };
    const encoding = textOf(headers['content-encoding']);
    const bytes = await readBody(body, encoding, textOf(headers['content-length']), maxBytes);
    return { kind: 'ok', ...answer, contentType: textOf(headers['content-type']), bytes };
  }

  return { get, close: () => agent.destroy() };
}

interface Redirect {
  readonly kind: 'moved';
  readonly url: string;
  readonly permanent: boolean;
}

/** Why an address is refused before anything is sent, or null. */
function problemOf(url: string): string | null {
  if (!URL.canParse(url)) return 'it is no address';
  const { protocol, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return `its scheme is ${protocol}`;
  return username === '' && password === '' ? null : 'it carries a user name or password';
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/\.$/, '');
}

/** Validators come from strangers' headers and go back into ours: only what a header may hold. */
function requestHeaders(
  userAgent: string,
  { etag, lastModified, accept }: HttpGetOptions,
): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': userAgent,
    accept: accept ?? 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.5',
    'accept-encoding': 'gzip, deflate, br',
  };
  if (isHeaderText(etag)) headers['if-none-match'] = etag;
  if (isHeaderText(lastModified)) headers['if-modified-since'] = lastModified;
  return headers;
}

function isHeaderText(value: string | null | undefined): value is string {
  return typeof value === 'string' && /^[\x21-\x7e][\x20-\x7e]{0,1000}$/.test(value);
}

function redirectOf(url: string, { statusCode, headers }: Dispatcher.ResponseData): Redirect | null {
  const location = textOf(headers['location']);
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === null) return null;
  // Header bytes arrive as Latin-1, while addresses with bare umlauts are sent as UTF-8.
  const target = Buffer.from(location, 'latin1').toString('utf8');
  if (!URL.canParse(target, url))
    throw new BodyError('bad-response', `redirect to ${JSON.stringify(target.slice(0, 200))}`);
  return {
    kind: 'moved',
    url: new URL(target, url).href,
    permanent: statusCode === 301 || statusCode === 308,
  };
}

/** Ends the connection rather than reading what nobody wants; its error is of no interest. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => undefined);
  body.destroy();
}

function textOf(header: string | string[] | undefined): string | null {
  const value = Array.isArray(header) ? header[0] : header;
  return value === undefined || value.trim() === '' ? null : value.trim();
}

function maxAgeOf(cacheControl: string | null): number | null {
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(cacheControl ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds);
}

const weekMs = 604_800_000;

/** RFC 9110, 10.2.3: seconds or a date. */
function retryAfterOf(value: string | null): number | null {
  if (value === null) return null;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : (parseDate(value)?.time ?? NaN) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), weekMs);
}

function failed(
  url: string,
  status: number | null,
  reason: FailedResult['reason'],
  detail: string,
): FailedResult {
  return { kind: 'failed', url, status, reason, detail, retryAfterMs: null };
}

function toFailure(url: string, error: unknown, signal: AbortSignal): HttpResult {
  if (error instanceof RefusedAddressError) return { kind: 'refused', url, reason: error.message };
  if (signal.aborted) return failed(url, null, 'timeout', 'the whole request took too long');
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof BodyError) return failed(url, null, error.reason, detail);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isParserError = error instanceof Error && error.name === 'HTTPParserError';
  return failed(url, null, isParserError ? 'bad-response' : reasonOf(code), detail);
}

function reasonOf(code: string): FailedResult['reason'] {
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'too-large';
  if (code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT') return 'timeout';
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns';
  if (code.startsWith('HPE_') || code.startsWith('UND_ERR_RES') || code === 'UND_ERR_INVALID_ARG')
    return 'bad-response';
  return /CERT|SSL|TLS|ALTNAME|SELF_SIGNED|UNABLE_TO/.test(code) ? 'tls' : 'connection';
}
