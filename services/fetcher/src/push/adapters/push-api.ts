import express, { type Request, type Response } from 'express';
import { Problem, RETRY_AFTER_SECONDS } from '@gazette/schemas';
import { producerOf, type ApiKeys } from '../api-keys.ts';
import { toDeleteOf } from '../../accept/drafts.ts';
import { toPushOpenApi } from '../push-openapi.ts';
import { pushOperations, type PushOperation } from '../push-operations.ts';
import { whereIs } from '../status.ts';
import { heldInMemory, mediaTypeOf } from './push-body.ts';
import { acceptOrThrow, answerTo, headersOf } from './push-accept.ts';
import { pushMany } from './push-many.ts';
import { pushOne } from './push-one.ts';
import type { PushApiOptions } from './push-options.ts';
import { createProblemHandler } from './push-problems.ts';
import { deleteByUrl } from './delete-by-url.ts';

type Handler = (
  request: Request,
  response: Response,
  producer: string,
  options: PushApiOptions,
) => Promise<void>;

const handlers: Readonly<Record<PushOperation['name'], Handler>> = {
  pushArticles,
  deleteArticle,
  deleteByUrl,
  whereIsArticle,
};

/**
 * The push API and its OpenAPI document. It answers success only once every in-sync replica has the article.
 * Errors are problem documents (RFC 9457) that name the line and the field.
 */
export function createPushApi(options: PushApiOptions): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/openapi.json', (_request, response) => {
    response.json(toPushOpenApi(pushOperations));
  });
  for (const operation of pushOperations) {
    app[operation.method](operation.path.replace('{id}', ':id'), async (request, response) => {
      const producer = readProducer(request, options.keys());
      checkQuery(request, operation);
      await handlers[operation.name](request, response, producer, options);
    });
  }
  app.use((request: Request) => {
    throw new Problem(
      404,
      `There is no ${request.method} ${request.path}; /openapi.json lists all operations.`,
    );
  });
  app.use(createProblemHandler(options.logger));
  return app;
}

async function pushArticles(
  request: Request,
  response: Response,
  producer: string,
  options: PushApiOptions,
): Promise<void> {
  const type = mediaTypeOf(request);
  if (type !== 'application/json' && type !== 'application/x-ndjson')
    throw new Problem(
      415,
      `Expected application/json or application/x-ndjson, found ${type === '' ? 'no content type' : type}.`,
    );
  const leave = options.limits.enter(producer, heldInMemory(request));
  try {
    await (type === 'application/json' ? pushOne : pushMany)(request, response, producer, options);
  } finally {
    leave();
  }
}

async function deleteArticle(
  request: Request,
  response: Response,
  producer: string,
  options: PushApiOptions,
): Promise<void> {
  const id = readId(request);
  const leave = options.limits.enter(producer, 0);
  try {
    await checkOwner(id, producer, options);
    options.limits.count(producer, 1);
    const [result] = await acceptOrThrow(options, [
      { draft: toDeleteOf(id, { via: 'push', producer }), headers: headersOf(request, producer) },
    ]);
    const { status, body } = answerTo(result, options.topic);
    response.status(status).json(body);
  } finally {
    leave();
  }
}

async function checkOwner(id: string, producer: string, { lookUp }: PushApiOptions): Promise<void> {
  const found = await lookUp([id]);
  if (found === null)
    throw new Problem(503, 'OpenSearch does not answer, so the article’s owner cannot be checked.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  const known = found.get(id);
  if (!known)
    throw new Problem(
      404,
      `Article ${id} is not indexed yet. Right after a push, delete it once it is searchable.`,
    );
  if (known.producer !== producer) throw new Problem(403, `Article ${id} does not belong to ${producer}.`);
}

async function whereIsArticle(
  request: Request,
  response: Response,
  _producer: string,
  { evidenceOf }: PushApiOptions,
): Promise<void> {
  const id = readId(request);
  const pushed = {
    revision: readNumber(request, 'revision', Number),
    partition: readNumber(request, 'partition', Number),
    offset: readNumber(request, 'offset', BigInt),
  };
  const evidence = await evidenceOf(id, pushed).catch((cause: unknown) => {
    throw new Problem(503, 'OpenSearch or Kafka does not answer.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause,
    });
  });
  const status = whereIs(evidence);
  if (status === null)
    throw new Problem(
      404,
      `Article ${id} is unknown. Right after a push, pass the answer's revision, partition and offset.`,
    );
  response.json({ id, ...status });
}

function readProducer(request: Request, keys: ApiKeys): string {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const key = bearer ?? request.get('x-api-key');
  if (key === undefined) throw new Problem(401, 'Expected an API key (Authorization: Bearer …), found none.');
  const found = producerOf(keys, key);
  if (found === null) throw new Problem(401, 'Invalid API key.');
  return found;
}

function checkQuery(request: Request, { parameters }: PushOperation): void {
  const known = Object.entries(parameters).flatMap(([name, { in: where }]) =>
    where === 'query' ? [name] : [],
  );
  for (const name of Object.keys(request.query)) {
    if (known.includes(name)) continue;
    const expected = known.length === 0 ? 'no parameters' : `one of ${known.join(', ')}`;
    throw new Problem(400, `${name}: expected ${expected}, found an unknown one.`);
  }
}

function readId(request: Request): string {
  const id = String(request.params['id']);
  if (/^[0-9a-f]{64}$/.test(id)) return id;
  throw new Problem(400, `id: expected 64 lower-case hex digits, found ${JSON.stringify(id.slice(0, 80))}.`);
}

function readNumber<T>(request: Request, name: string, parse: (text: string) => T): T | null {
  const text = request.query[name];
  if (text === undefined) return null;
  if (typeof text === 'string' && /^\d{1,16}$/.test(text)) return parse(text);
  throw new Problem(400, `${name}: expected a whole number, found ${JSON.stringify(text)}.`);
}
