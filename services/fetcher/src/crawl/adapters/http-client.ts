import { parseUrl } from '@gazette/schemas';
import { Agent, request, type Dispatcher } from 'undici';
import type { FailedResult, HttpGetOptions, HttpResult } from '../http-result.ts';
import { parseDate } from '../../text/parse-date.ts';
import { guardedConnector, NoContactError, RefusedAddressError, type LookUp } from './address-guard.ts';
import { BodyError, readBody } from './response-body.ts';

export interface HttpClientOptions {
  readonly userAgent: string;
  /** `host:port` entries that the operator allows although they are not public addresses. */
  readonly allowHosts: readonly string[];
  /** Restricts requests to `allowHosts`, because the user agent has no contact address. */
  readonly onlyAllowedHosts?: boolean;
  /** Resolves host names; defaults to the system resolver. */
  readonly lookUp?: LookUp;
  /** Limit of the body, before and after decompression. */
  readonly maxBytes?: number;
  readonly maxHeaderBytes?: number;
  readonly connectTimeoutMs?: number;
  /** From the request to the end of its response headers. */
  readonly firstByteTimeoutMs?: number;
  /** From the call to the last byte. */
  readonly totalTimeoutMs?: number;
}

export interface HttpClient {
  /** One request; redirects are returned. Rejects only when the signal is aborted, with its reason. */
  readonly get: (url: string, options?: RequestOptions) => Promise<HttpResult>;
  /** Closes idle and open connections. */
  readonly close: () => Promise<void>;
}

/** A GET's conditions, and the limits of this one request. */
export interface RequestOptions extends HttpGetOptions {
  readonly signal?: AbortSignal;
  /** Reads only this many bytes of the body and drops the rest, instead of failing. */
  readonly prefixBytes?: number;
}

/** A client for untrusted pages and feeds: only public addresses, with limits on every size and time. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { maxBytes = 10_000_000, totalTimeoutMs = 30_000, connectTimeoutMs = 10_000 } = options;
  const agent = new Agent({
    connect: guardedConnector(options.allowHosts, { ...options, connectTimeoutMs }),
    connections: 2,
    pipelining: 1,
    headersTimeout: options.firstByteTimeoutMs ?? 15_000,
    bodyTimeout: totalTimeoutMs,
    maxHeaderSize: options.maxHeaderBytes ?? 32_768,
    keepAliveTimeout: 4_000,
  });

  async function get(url: string, conditions: RequestOptions = {}): Promise<HttpResult> {
    const problem = problemOf(url);
    if (problem !== null) return { kind: 'refused', url, reason: problem };
    conditions.signal?.throwIfAborted();
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
    };
    const timer = setTimeout(end, totalTimeoutMs);
    conditions.signal?.addEventListener('abort', end, { once: true });
    try {
      return await getOnce(url, conditions, ending.signal);
    } catch (error) {
      conditions.signal?.throwIfAborted();
      return toFailure(url, error, ending.signal);
    } finally {
      clearTimeout(timer);
      conditions.signal?.removeEventListener('abort', end);
    }
  }

  async function getOnce(url: string, conditions: RequestOptions, signal: AbortSignal): Promise<HttpResult> {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headers: requestHeaders(options.userAgent, conditions),
    });
    const { statusCode: status, headers, body } = response;
    const isRedirect = [301, 302, 303, 307, 308].includes(status) && textOf(headers['location']) !== null;
    const succeeded = status >= 200 && status < 300;
    if (!succeeded || isRedirect) discard(body);
    if (isRedirect) return redirectOf(url, response);
    const answer = {
      url,
      permanentUrl: null,
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
    const bytes = await readBody(body, {
      encoding: textOf(headers['content-encoding']),
      length: textOf(headers['content-length']),
      maxBytes: conditions.prefixBytes ?? maxBytes,
      cutOff: conditions.prefixBytes !== undefined,
    });
    return { kind: 'ok', ...answer, contentType: textOf(headers['content-type']), bytes };
  }

  return { get, close: () => agent.destroy() };
}

/** Why an address is refused before anything is sent, or null. */
function problemOf(url: string): string | null {
  const parsed = parseUrl(url);
  if (!parsed) return 'it is not a URL';
  const { protocol, username, password } = parsed;
  if (protocol !== 'http:' && protocol !== 'https:') return `its scheme is ${protocol}`;
  return username === '' && password === '' ? null : 'it carries a user name or password';
}

/** Validators come from untrusted headers, so only those that are safe in a request header are sent. */
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

function redirectOf(url: string, { statusCode, headers }: Dispatcher.ResponseData): HttpResult {
  // Node decodes headers as Latin-1, but servers send unescaped non-ASCII addresses as UTF-8.
  const target = Buffer.from(textOf(headers['location']) ?? '', 'latin1').toString('utf8');
  const parsed = parseUrl(target, url);
  if (!parsed) throw new BodyError('bad-response', `redirect to ${JSON.stringify(target.slice(0, 200))}`);
  const permanent = statusCode === 301 || statusCode === 308;
  return { kind: 'redirect', url: parsed.href, from: url, permanent };
}

/** Closes the connection instead of reading an unused body; its error is irrelevant. */
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

const WEEK_MS = 604_800_000;

/** RFC 9110, 10.2.3: seconds or a date. */
function retryAfterOf(value: string | null): number | null {
  if (value === null) return null;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : (parseDate(value)?.time ?? NaN) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), WEEK_MS);
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
  if (error instanceof RefusedAddressError || error instanceof NoContactError)
    return { kind: 'refused', url, reason: error.message };
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
