/** One error in a request; `line` counts from 1. */
export interface ProblemError {
  readonly line?: number;
  readonly field?: string;
  readonly parameter?: string;
  readonly detail: string;
}

/** A problem document (RFC 9457): the error response of every HTTP interface. */
export interface ProblemDetails {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly ProblemError[];
}

/** `Retry-After` of a problem that usually clears within seconds. */
export const RETRY_AFTER_SECONDS = 5;

/** An error response. Thrown anywhere below a route; the HTTP adapter sends its details. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly details: ProblemDetails;
  /** Seconds after which the same request may succeed (`Retry-After`); null when retrying is useless. */
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    detail: string,
    more: {
      readonly errors?: readonly ProblemError[];
      readonly retryAfterSeconds?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: more.cause });
    this.details = {
      type: 'about:blank',
      title: titles[status] ?? 'Error',
      status,
      detail,
      ...(more.errors ? { errors: more.errors } : {}),
    };
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
  }
}

/** Reason phrases of RFC 9110, section 15, for the statuses in use. */
const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
