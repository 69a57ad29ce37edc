import { once } from 'node:events';
import type { Response } from 'express';
import { Problem, type ProblemError } from '@gazette/schemas';
import type { BulkLine } from '../push-answers.ts';

/** The answer to a bulk as it comes about. */
export interface BulkAnswer {
  /** Resolves when there is room for more. Throws when the caller has disconnected. */
  readonly add: (results: readonly BulkLine[]) => Promise<void>;
  /** All lines were gone through. */
  readonly end: () => void;
  /** Nothing more will be accepted. */
  readonly fail: (problem: Problem) => void;
  /** Aborted when the caller has left. */
  readonly gone: AbortSignal;
}

/** What an answer that is given as a whole names of results and of errors; the rest is counted. */
const MOST_RESULTS = 10_000;
const MOST_ERRORS = 1000;

/** Line by line if requested (`Accept: application/x-ndjson`), otherwise as a whole at the end. */
export function createBulkAnswer(response: Response, lineByLine: boolean): BulkAnswer {
  const left = new AbortController();
  response.once('close', () => {
    left.abort(new Error('The caller has left.'));
  });
  return lineByLine ? answerByLine(response, left.signal) : answerAsAWhole(response, left.signal);
}

function answerByLine(response: Response, gone: AbortSignal): BulkAnswer {
  let refused = 0;
  let goneThrough = 0;
  return {
    gone,
    add: async (results) => {
      gone.throwIfAborted();
      for (const result of results) if ('errors' in result) refused += 1;
      goneThrough += results.length;
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
      // The status is already sent: the stream ends with the reason instead of the `done` line.
      const { status, detail } = problem.details;
      const retryAfterSeconds = problem.retryAfterSeconds ?? undefined;
      const why = `${detail} ${afterwards(goneThrough)}`;
      response.end(`${JSON.stringify({ status, detail: why, retryAfterSeconds })}\n`);
    },
  };
}

function answerAsAWhole(response: Response, gone: AbortSignal): BulkAnswer {
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
      const goneThrough = accepted + refused;
      if (goneThrough === 0) throw problem;
      const { status, detail } = problem.details;
      throw new Problem(status, `${detail} ${afterwards(goneThrough)}`, {
        ...(problem.retryAfterSeconds === null ? {} : { retryAfterSeconds: problem.retryAfterSeconds }),
        cause: problem,
      });
    },
  };
}

function afterwards(goneThrough: number): string {
  return `${goneThrough} articles before it were processed; resending everything is safe.`;
}
