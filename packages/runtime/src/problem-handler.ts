import type { ErrorRequestHandler, Response } from 'express';
import { Problem } from '@gazette/schemas';

/** The error handling that differs between HTTP interfaces. */
export interface ProblemOptions {
  /** Any thrown value as the problem to answer with. */
  readonly toProblem: (error: unknown) => Problem;
  /** The value of `WWW-Authenticate` on a 401. */
  readonly challenge: string;
  /** Further headers of an answer. */
  readonly headersFor: (problem: Problem) => Readonly<Record<string, string>>;
  /** Called with the error behind each answer of 500 or above. */
  readonly onFailure?: (error: unknown) => void;
}

/** Answers every error of an Express app with a problem document (RFC 9457). */
export function problemHandler({
  toProblem,
  challenge,
  headersFor,
  onFailure,
}: ProblemOptions): ErrorRequestHandler {
  // Express recognises an error handler by its four parameters.
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = toProblem(error);
    if (problem.details.status >= 500) onFailure?.(error);
    if (problem.details.status === 401) response.set('WWW-Authenticate', challenge);
    response.set(headersFor(problem));
    sendProblem(response, problem);
  };
}

/** Sends a problem document with its `Retry-After`. */
export function sendProblem(response: Response, { details, retryAfterSeconds }: Problem): void {
  if (retryAfterSeconds !== null) response.set('Retry-After', String(retryAfterSeconds));
  response.status(details.status).type('application/problem+json').send(JSON.stringify(details));
}
