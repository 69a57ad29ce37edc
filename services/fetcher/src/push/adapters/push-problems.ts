import type { ErrorRequestHandler } from 'express';
import { Problem, RETRY_AFTER_SECONDS, SetupError } from '@gazette/schemas';
import { problemHandler, type Logger } from '@gazette/runtime';

/** Answers errors thrown by routes with a problem document (RFC 9457). */
export function createProblemHandler(logger: Logger): ErrorRequestHandler {
  return problemHandler({
    toProblem: (error) => toProblem(error, logger),
    challenge: 'Bearer',
    // The rest of a refused body is not read, so the connection closes with the response.
    headersFor: () => ({ Connection: 'close' }),
  });
}

/** Turns any error into the problem that answers the request; logs internal errors. */
export function toProblem(error: unknown, logger: Logger): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SetupError)
    return new Problem(503, error.message, { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && code.startsWith('Z_'))
    return new Problem(400, 'Expected a gzip body, found other bytes.');
  // The client has disconnected and will not read this answer.
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new Problem(400, 'The request body ended early.');
  logger.error({ err: error }, 'a request failed');
  return new Problem(500, 'Internal error; the log has the details.', { cause: error });
}
