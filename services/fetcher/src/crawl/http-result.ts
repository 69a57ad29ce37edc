/** What a publisher's site answered. Never an exception: every outcome is the page's. */
export type HttpResult =
  | OkResult
  | (Answer & { readonly kind: 'not-modified' })
  /** `url` is the target, `from` what answered. */
  | { readonly kind: 'redirect'; readonly url: string; readonly from: string; readonly permanent: boolean }
  /** 410: the publisher took it away for good. */
  | { readonly kind: 'gone'; readonly url: string; readonly status: number }
  /** 401, 403 or 451; sites also answer 403 when they mean 429. */
  | {
      readonly kind: 'forbidden';
      readonly url: string;
      readonly status: number;
      readonly retryAfterMs: number | null;
    }
  | FailedResult
  /** We do not go there: what the address is or leads to. */
  | { readonly kind: 'refused'; readonly url: string; readonly reason: string }
  /** The site's robots.txt forbids it; nothing was asked. */
  | { readonly kind: 'disallowed'; readonly url: string };

/** What every good answer carries. */
export interface Answer {
  /** The address that answered, after redirects within the host. */
  readonly url: string;
  /** Where the address moved to for good (301, 308 all the way), else null. */
  readonly permanentUrl: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** `max-age` of Cache-Control, in seconds. */
  readonly maxAgeSeconds: number | null;
}

export interface OkResult extends Answer {
  readonly kind: 'ok';
  readonly contentType: string | null;
  /** Without its content encoding. */
  readonly bytes: Uint8Array;
}

export interface FailedResult {
  readonly kind: 'failed';
  readonly url: string;
  /** Null when there was no answer. */
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
    /** The site's robots.txt cannot be read now, so nothing was asked (RFC 9309, 2.3.1.4). */
    | 'robots-unreachable';
  readonly detail: string;
  /** What Retry-After asks for, at most a week. */
  readonly retryAfterMs: number | null;
}

/** Conditions of a GET; what an earlier answer gave makes it conditional (RFC 9110, section 13). */
export interface HttpGetOptions {
  readonly etag?: string | null;
  readonly lastModified?: string | null;
  readonly accept?: string;
}

/** Fetches a page or feed of a stranger's site; what goes wrong is a result. Redirects to other hosts are handed back. */
export type Get = (url: string, options?: HttpGetOptions) => Promise<HttpResult>;

/** A result that is neither an answer to read nor a way to go, in a few words. */
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
