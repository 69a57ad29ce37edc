import type express from 'express';
import { Problem, SetupError } from '@gazette/schemas';
import type { Logger } from '@gazette/runtime';

const RETRY_AFTER_SECONDS = 5;

/** Answers what a route threw as a problem document (RFC 9457). */
export function createProblemHandler(logger: Logger): express.ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = toProblem(error, logger);
    if (problem.retryAfterSeconds !== null) response.set('Retry-After', String(problem.retryAfterSeconds));
    if (problem.details.status === 401) response.set('WWW-Authenticate', 'Bearer');
    // What is left of a refused body is not read: the connection ends with the answer.
    response
      .set('Connection', 'close')
      .status(problem.details.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.details));
  };
}

/** Any failure as the problem that its request is answered with; logs those that are ours. */
export function toProblem(error: unknown, logger: Logger): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SetupError)
    return new Problem(503, error.message, { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && code.startsWith('Z_'))
    return new Problem(400, 'Expected a gzip body, found other bytes.');
  // Nobody reads this answer.
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new Problem(400, 'Expected a whole request, found an end before its end.');
  logger.error({ err: error }, 'a request failed');
  return new Problem(500, 'The request failed for a reason of ours.', { cause: error });
}
