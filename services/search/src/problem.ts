/** A problem document (RFC 9457); `errors` names each parameter at fault. */
export interface ProblemDetails {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly ParameterError[];
}

/** What is wrong with one parameter: what was expected and what was found. */
export interface ParameterError {
  readonly parameter: string;
  readonly detail: string;
}

/** An answer other than success. Thrown anywhere below a route, sent as a problem document. */
export class Problem extends Error {
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails, options?: ErrorOptions) {
    super(details.detail, options);
    this.details = details;
  }
}

/** 400: parameters that cannot be read. */
export function badRequest(errors: readonly ParameterError[]): Problem {
  const detail = errors.map((error) => `${error.parameter}: ${error.detail}`).join('; ');
  return new Problem({ type: 'about:blank', title: 'Bad Request', status: 400, detail, errors });
}

/** 404: nothing is (or is any more) under this address. */
export function notFound(detail: string): Problem {
  return new Problem({ type: 'about:blank', title: 'Not Found', status: 404, detail });
}

/** 405: the address answers GET only. */
export function methodNotAllowed(method: string): Problem {
  const detail = `Expected GET or HEAD, found ${method}: this service only reads.`;
  return new Problem({ type: 'about:blank', title: 'Method Not Allowed', status: 405, detail });
}

/** 503: the engine is away or not set up; worth asking again. */
export function unavailable(detail: string, cause?: unknown): Problem {
  return new Problem({ type: 'about:blank', title: 'Service Unavailable', status: 503, detail }, { cause });
}
