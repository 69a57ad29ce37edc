import express, { type ErrorRequestHandler } from 'express';
import { Problem } from '@gazette/schemas';
import type { Ask } from '../engine.ts';
import type { Honorifics } from '../names.ts';
import { toOpenApi } from '../openapi.ts';
import { operations } from '../operations.ts';
import { webPage } from './web-page.ts';

/** What the search service's HTTP interface needs of the world. */
export interface SearchDeps {
  readonly ask: Ask;
  readonly honorifics: Honorifics;
  /** Told of each failure that is not the caller's. */
  readonly onFailure: (error: unknown) => void;
}

/** The REST interface under /api, its OpenAPI document, and the web page. All errors are problem documents (RFC 9457). */
export function createSearchApp(deps: SearchDeps): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, _response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Problem(405, `Expected GET or HEAD, found ${request.method}: this service only reads.`);
    }
    next();
  });
  app.get('/openapi.json', (_request, response) => {
    response.json(toOpenApi(operations));
  });
  for (const { path, run } of operations) {
    app.get(path.replaceAll(/\{(\w+)\}/g, ':$1'), async (request, response) => {
      const query = new URL(request.originalUrl, 'http://localhost').searchParams;
      const values = Object.values(request.params).map(String);
      const answer = await run({ ask: deps.ask, honorifics: deps.honorifics, path: values, query });
      response.set('Cache-Control', 'no-store').json(answer);
    });
  }
  app.use('/api', (request) => {
    throw new Problem(404, `Nothing is at ${request.originalUrl}; /openapi.json lists what is.`);
  });
  app.use(webPage());
  app.use((request) => {
    throw new Problem(404, `Nothing is at ${request.path}.`);
  });
  app.use(answerProblem(deps.onFailure));
  return app;
}

/** Express tells an error handler by its four parameters. */
function answerProblem(onFailure: SearchDeps['onFailure']): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = toProblem(error);
    if (problem.details.status >= 500) onFailure(error);
    if (problem.retryAfterSeconds !== null) response.set('Retry-After', String(problem.retryAfterSeconds));
    if (problem.details.status === 405) response.set('Allow', 'GET, HEAD');
    response
      .status(problem.details.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.details));
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof URIError) return new Problem(400, 'Expected a path in UTF-8 percent-encoding.');
  return new Problem(500, 'Something went wrong here, not with the request; it is in the log.');
}
