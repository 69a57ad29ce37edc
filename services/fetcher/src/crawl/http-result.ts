/** The response of a publisher's site. A failed request is a result too, never an exception. */
export type HttpResult =
  | OkResult
  | (Answer & { readonly kind: 'not-modified' })
  /** `url` is the target, `from` the address that redirects. */
  | { readonly kind: 'redirect'; readonly url: string; readonly from: string; readonly permanent: boolean }
  /** 410: the publisher removed it permanently. */
  | { readonly kind: 'gone'; readonly url: string; readonly status: number }
  /** 401, 403 or 451; sites also answer 403 when they mean 429. */
  | {
      readonly kind: 'forbidden';
      readonly url: string;
      readonly status: number;
      readonly retryAfterMs: number | null;
    }
  | FailedResult
  /** The client does not request this address, because of its form or the network it leads to. */
  | { readonly kind: 'refused'; readonly url: string; readonly reason: string }
  /** The site's robots.txt forbids it; no request was sent. */
  | { readonly kind: 'disallowed'; readonly url: string };

/** The fields of every successful response. */
export interface Answer {
  /** The address that answered, after redirects within the host. */
  readonly url: string;
  /** Where the address moved permanently (every redirect a 301 or 308), otherwise null. */
  readonly permanentUrl: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** `max-age` of Cache-Control, in seconds. */
  readonly maxAgeSeconds: number | null;
}

export interface OkResult extends Answer {
  readonly kind: 'ok';
  readonly contentType: string | null;
  /** The body after content decoding. */
  readonly bytes: Uint8Array;
}

export interface FailedResult {
  readonly kind: 'failed';
  readonly url: string;
  /** Null when there was no response. */
  readonly status: number | null;
  readonly reason:
    | 'status'
    | 'timeout'
    | 'dns'
    | 'connection'
    | 'tls'
    | 'too-large'
    | 'bad-encoding'
    | 'bad-response'
    | 'too-many-redirects'
    /** The site's robots.txt cannot be read now, so no request was sent (RFC 9309, 2.3.1.4). */
    | 'robots-unreachable';
  readonly detail: string;
  /** The wait that Retry-After requests, at most a week. */
  readonly retryAfterMs: number | null;
}

/** Options of a GET. The validators of an earlier response make it conditional (RFC 9110, section 13). */
export interface HttpGetOptions {
  readonly etag?: string | null;
  readonly lastModified?: string | null;
  readonly accept?: string;
}

/**
 * Fetches a page or feed of any site; failures are results. Redirects to other hosts are returned, not
 * followed.
 */
export type Get = (url: string, options?: HttpGetOptions) => Promise<HttpResult>;

/** A short description of a result that is neither a readable response nor a redirect. */
export function describeResult(result: HttpResult): string {
  switch (result.kind) {
    case 'failed':
      return result.status === null ? `${result.reason}: ${result.detail}` : `HTTP ${result.status}`;
    case 'refused':
      return result.reason;
    case 'forbidden':
    case 'gone':
      return `HTTP ${result.status}`;
    case 'disallowed':
      return 'robots.txt forbids it';
    default:
      return result.kind;
  }
}
