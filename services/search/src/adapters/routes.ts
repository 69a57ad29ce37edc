import express, { type RequestHandler } from 'express';
import { problemHandler } from '@gazette/runtime';
import { Problem } from '@gazette/schemas';
import type { Ask } from '../engine.ts';
import type { Honorifics } from '../query/names.ts';
import { toOpenApi } from '../api/openapi.ts';
import { operations, type Operation } from '../api/operations.ts';
import type { Inspect } from '../operations/dead-letters.ts';
import type { Redrive } from '../operations/redrive-letters.ts';
import { operatorsOnly } from './operators-only.ts';
import { webPage } from './web-page.ts';

/** The dependencies of the search service's HTTP interface. */
export interface SearchDeps {
  readonly ask: Ask;
  readonly honorifics: Honorifics;
  readonly inspect: Inspect;
  /** The operator key and how to redrive; null when redriving over HTTP is off. */
  readonly operators: { readonly key: string; readonly redrive: Redrive } | null;
  /** Called for each failure that the client did not cause. */
  readonly onFailure: (error: unknown) => void;
}

/** The REST interface, its OpenAPI document and the web page. Errors are problem documents (RFC 9457). */
export function createSearchApp(deps: SearchDeps): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/openapi.json', (_request, response) => {
    response.json(toOpenApi(operations));
  });
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const answer = answerWith(operation, deps);
    if (operation.body) app.post(path, operatorsOnly(deps.operators?.key ?? null), express.json(), answer);
    else app.get(path, answer);
  }
  app.use((request, _response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Problem(405, `Expected GET or HEAD at ${request.path}, found ${request.method}.`);
    }
    next();
  });
  app.use('/api', (request) => {
    throw new Problem(404, `No operation at ${request.originalUrl}; /openapi.json lists all of them.`);
  });
  app.use(webPage());
  app.use((request) => {
    throw new Problem(404, `No page at ${request.path}.`);
  });
  app.use(
    problemHandler({
      toProblem,
      challenge: 'Bearer realm="operators"',
      headersFor: ({ details }): Record<string, string> =>
        details.status === 405 ? { Allow: 'GET, HEAD' } : {},
      onFailure: deps.onFailure,
    }),
  );
  return app;
}

function answerWith({ run }: Operation, deps: SearchDeps): RequestHandler {
  const { ask, honorifics, inspect, operators } = deps;
  return async (request, response) => {
    const query = new URL(request.originalUrl, 'http://localhost').searchParams;
    const path = Object.values(request.params).map(String);
    const redrive = operators?.redrive ?? null;
    const body: unknown = request.body;
    const answer = await run({ ask, honorifics, inspect, redrive, path, query, body });
    response.set('Cache-Control', 'no-store').json(answer);
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const refused = bodyProblem(error);
  if (refused) return refused;
  if (error instanceof URIError) return new Problem(400, 'Expected a path in UTF-8 percent-encoding.');
  return new Problem(500, 'Internal error; the log has the details.');
}

/** Turns the errors of express.json into client errors. */
function bodyProblem(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('type' in error) || typeof error.type !== 'string') return null;
  if (error.type === 'entity.too.large') return new Problem(413, 'Expected a body of at most 100 kB.');
  return error.type.startsWith('entity.') || error.type.startsWith('encoding.')
    ? new Problem(400, `Expected a JSON object as body: ${error.message}`)
    : null;
}
