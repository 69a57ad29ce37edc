import { once } from 'node:events';
import type { Response } from 'express';
import { Problem, type ProblemError } from '@gazette/schemas';
import type { BulkLine } from '../push-answers.ts';

/** The answer to a bulk push while it runs. */
export interface BulkAnswer {
  /** Resolves when there is room for more. Throws when the client has disconnected. */
  readonly add: (results: readonly BulkLine[]) => Promise<void>;
  /** Ends the answer after all lines were processed. */
  readonly end: () => void;
  /** Ends the answer early with the reason. */
  readonly fail: (problem: Problem) => void;
  /** Aborted when the client disconnects. */
  readonly gone: AbortSignal;
}

/** Results and errors listed in an answer without streaming; the rest is only counted. */
const MOST_RESULTS = 10_000;
const MOST_ERRORS = 1000;

/** Streams the answer if requested (`Accept: application/x-ndjson`); otherwise sends it at the end. */
export function createBulkAnswer(response: Response, lineByLine: boolean): BulkAnswer {
  const left = new AbortController();
  response.once('close', () => {
    left.abort(new Error('The client has disconnected.'));
  });
  return lineByLine ? answerByLine(response, left.signal) : answerAtEnd(response, left.signal);
}

function answerByLine(response: Response, gone: AbortSignal): BulkAnswer {
  let refused = 0;
  let processed = 0;
  return {
    gone,
    add: async (results) => {
      gone.throwIfAborted();
      for (const result of results) if ('errors' in result) refused += 1;
      processed += results.length;
      if (!response.headersSent) response.type('application/x-ndjson');
      const text = results.map((result) => `${JSON.stringify(result)}\n`).join('');
      if (!response.write(text)) await once(response, 'drain', { signal: gone });
    },
    end: () => {
      if (!response.headersSent) response.type('application/x-ndjson');
      response.end(`${JSON.stringify({ done: true, refused })}\n`);
    },
    fail: (problem) => {
      if (!response.headersSent) throw problem;
      // The status was already sent, so the stream ends with the reason instead of the `done` line.
      const { status, detail } = problem.details;
      const retryAfterSeconds = problem.retryAfterSeconds ?? undefined;
      const why = `${detail} ${progressNote(processed)}`;
      response.end(`${JSON.stringify({ status, detail: why, retryAfterSeconds })}\n`);
    },
  };
}

function answerAtEnd(response: Response, gone: AbortSignal): BulkAnswer {
  const results: BulkLine[] = [];
  const errors: ProblemError[] = [];
  let accepted = 0;
  let refused = 0;

  function take(result: BulkLine): void {
    if ('errors' in result) {
      refused += 1;
      if (errors.length < MOST_ERRORS)
        errors.push(...result.errors.map((error) => ({ line: result.line, ...error }) as ProblemError));
      return;
    }
    accepted += 1;
    if (results.length < MOST_RESULTS) results.push(result);
  }

  return {
    gone,
    add: (added) => {
      gone.throwIfAborted();
      added.forEach(take);
      return Promise.resolve();
    },
    end: () => {
      const resultsLeftOut = accepted - results.length;
      const body = { accepted, results, ...(resultsLeftOut > 0 ? { resultsLeftOut } : {}) };
      if (refused === 0) {
        response.status(202).json(body);
        return;
      }
      const detail = `${refused} of ${refused + accepted} lines were refused; the others were accepted.`;
      response.status(422).type('application/problem+json');
      response.send(JSON.stringify({ ...new Problem(422, detail, { errors }).details, ...body }));
    },
    fail: (problem) => {
      const processed = accepted + refused;
      if (processed === 0) throw problem;
      const { status, detail } = problem.details;
      throw new Problem(status, `${detail} ${progressNote(processed)}`, {
        ...(problem.retryAfterSeconds === null ? {} : { retryAfterSeconds: problem.retryAfterSeconds }),
        cause: problem,
      });
    },
  };
}

function progressNote(processed: number): string {
  return `${processed} articles before it were processed; resending everything is safe.`;
}
