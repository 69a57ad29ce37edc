import type { Request, Response } from 'express';
import { describe, expect, it, jest } from '@jest/globals';
import { Problem } from '@gazette/schemas';
import { problemHandler, type ProblemOptions } from './problem-handler.ts';

interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number | null;
  readonly body: unknown;
  /** What was handed to Express's own error handler. */
  readonly passedOn: readonly unknown[];
}

/** Handles an error with a stand-in for Express's response. */
function answerTo(error: unknown, more: Partial<ProblemOptions> = {}, headersSent = false): Answer {
  const headers: Record<string, string> = {};
  const passedOn: unknown[] = [];
  let status: number | null = null;
  let body: unknown = null;
  const response = {
    headersSent,
    set: (name: string | Record<string, string>, value = '') => {
      Object.assign(headers, typeof name === 'string' ? { [name]: value } : name);
      return response;
    },
    status: (code: number) => {
      status = code;
      return response;
    },
    type: (type: string) => response.set('Content-Type', type),
    send: (text: string) => {
      body = JSON.parse(text);
      return response;
    },
  };
  const handler = problemHandler({
    toProblem: (thrown) => (thrown instanceof Problem ? thrown : new Problem(500, 'Internal error.')),
    challenge: 'Bearer realm="test"',
    headersFor: () => ({}),
    ...more,
  });
  void handler(error, {} as unknown as Request, response as unknown as Response, (passed: unknown) => {
    passedOn.push(passed);
  });
  return { headers, status, body, passedOn };
}

describe('problemHandler', () => {
  it('answers with the status and the document of the problem', () => {
    const { status, headers, body } = answerTo(new Problem(404, 'No page at /x.'));

    expect(status).toBe(404);
    expect(headers).toEqual({ 'Content-Type': 'application/problem+json' });
    expect(body).toEqual({ type: 'about:blank', title: 'Not Found', status: 404, detail: 'No page at /x.' });
  });

  it('answers with the problem that toProblem makes of any other error', () => {
    const toProblem = jest.fn<ProblemOptions['toProblem']>(
      () => new Problem(400, 'The request body ended early.'),
    );
    const error = new Error('aborted');

    const { status, body } = answerTo(error, { toProblem });

    expect(toProblem).toHaveBeenCalledWith(error);
    expect(status).toBe(400);
    expect(body).toMatchObject({ detail: 'The request body ended early.' });
  });

  it('sends Retry-After when the same request may succeed later', () => {
    const { headers } = answerTo(new Problem(503, 'Busy.', { retryAfterSeconds: 7 }));

    expect(headers).toMatchObject({ 'Retry-After': '7' });
  });

  it('challenges the client on a 401', () => {
    const { headers } = answerTo(new Problem(401, 'Invalid API key.'));

    expect(headers).toMatchObject({ 'WWW-Authenticate': 'Bearer realm="test"' });
  });

  it('does not challenge the client on a 403', () => {
    const { headers } = answerTo(new Problem(403, 'Not allowed.'));

    expect(headers).not.toHaveProperty('WWW-Authenticate');
  });

  it('adds the headers that the interface wants for the problem', () => {
    const headersFor = ({ details }: Problem) => ({ Allow: `GET, not ${details.status}` });

    const { headers } = answerTo(new Problem(405, 'Read only.'), { headersFor });

    expect(headers).toMatchObject({ Allow: 'GET, not 405' });
  });

  it.each([{ status: 500 }, { status: 503 }])('reports the error behind a $status', ({ status }) => {
    const onFailure = jest.fn();
    const error = new Error('no connection');

    answerTo(error, { toProblem: () => new Problem(status, 'Failed.'), onFailure });

    expect(onFailure.mock.calls).toEqual([[error]]);
  });

  it('does not report the error behind a 404', () => {
    const onFailure = jest.fn();

    answerTo(new Problem(404, 'No page at /x.'), { onFailure });

    expect(onFailure).not.toHaveBeenCalled();
  });

  it('leaves an error after the start of the response to Express', () => {
    const error = new Error('broken stream');

    const { status, headers, passedOn } = answerTo(error, {}, true);

    expect(passedOn).toEqual([error]);
    expect({ status, headers }).toEqual({ status: null, headers: {} });
  });
});
