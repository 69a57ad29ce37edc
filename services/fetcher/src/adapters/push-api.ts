import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import express, { type Request, type Response } from 'express';
import { MessageError, Problem, SetupError, type ProblemError } from '@gazette/schemas';
import type { Headers, Logger } from '@gazette/runtime';
import { producerOf, type ApiKeys } from '../api-keys.ts';
import { toDeleteOf, toDraft } from '../drafts.ts';
import { linesOf, utf8 } from '../ndjson.ts';
import type { Draft } from '../stamp.ts';
import { whereIs } from '../status.ts';
import { parseSubmission } from '../submission.ts';
import type { Accept, Acceptance } from './acceptor.ts';
import type { Evidences } from './evidence.ts';
import type { Idempotency } from './idempotency.ts';
import type { LookUp } from './known-articles.ts';

/** What the push API acts through. */
export interface PushApiOptions {
  readonly keys: ApiKeys;
  readonly accept: Accept;
  readonly lookUp: LookUp;
  readonly evidenceOf: Evidences;
  readonly idempotency: Idempotency;
  readonly topic: string;
  readonly now: () => number;
  readonly logger: Logger;
}

/** One article's JSON, and one line of NDJSON: 2 MiB, as the topic takes. */
const LARGEST_ARTICLE = 2 * 1024 * 1024;
/** Articles of a bulk are accepted in groups of this many. */
const GROUP = 250;
/** Bytes of requests being worked on before more are refused with 429. */
const MOST_IN_FLIGHT = 64 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 5;
/** A problem document names this many errors; the rest is counted. */
const MOST_ERRORS = 1000;

/**
 * `POST /articles` (JSON, or NDJSON for many), `DELETE /articles/{id}`, `GET /articles/{id}`: where is it now? Success is answered
 * only after every replica in sync has the article. Errors are problem documents (RFC 9457) that name line and field.
 */
export function createPushApi(options: PushApiOptions): express.Express {
  const app = express();
  app.disable('x-powered-by');
  let inFlight = 0;

  function producer(request: Request): string {
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
    const key = bearer ?? request.get('x-api-key');
    if (key === undefined)
      throw new Problem(401, 'Expected an API key (Authorization: Bearer …), found none.');
    const found = producerOf(options.keys, key);
    if (found === null) throw new Problem(401, 'Expected an API key that is ours, found another.');
    return found;
  }

  async function counted<T>(request: Request, work: () => Promise<T>): Promise<T> {
    const size = Math.min(Number(request.get('content-length') ?? LARGEST_ARTICLE), LARGEST_ARTICLE);
    if (inFlight + size > MOST_IN_FLIGHT) {
      throw new Problem(429, 'Too many articles are on their way.', { retryAfterSeconds: 1 });
    }
    inFlight += size;
    try {
      return await work();
    } finally {
      inFlight -= size;
    }
  }

  app.post('/articles', async (request, response) => {
    const sender = producer(request);
    await counted(request, async () => {
      const type = (request.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
      if (type === 'application/json') await pushOne(request, response, sender, options);
      else if (type === 'application/x-ndjson') await pushMany(request, response, sender, options);
      else
        throw new Problem(
          415,
          `Expected application/json or application/x-ndjson, found ${type === '' ? 'no content type' : String(type)}.`,
        );
    });
  });

  app.delete('/articles/:id', async (request, response) => {
    const sender = producer(request);
    const id = readId(request);
    const found = await options.lookUp([id]);
    if (found === null)
      throw new Problem(503, 'OpenSearch does not answer, so that nobody knows whose article it is.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    const known = found.get(id);
    if (!known)
      throw new Problem(
        404,
        `Article ${id} is not known yet. Right after a push, delete it once it is searchable.`,
      );
    if (known.producer !== sender) throw new Problem(403, `Article ${id} is not ${sender}’s.`);
    const [result] = await acceptOrThrow(options, [
      { draft: toDeleteOf(id, { via: 'push', producer: sender }), headers: headersOf(request, sender) },
    ]);
    const { status, body } = answerTo(result, options.topic);
    response.status(status).json(body);
  });

  app.get('/articles/:id', async (request, response) => {
    producer(request);
    const id = readId(request);
    const evidence = await options.evidenceOf(id, readAsked(request)).catch((error: unknown) => {
      if (error instanceof Problem) throw error;
      throw new Problem(503, 'OpenSearch or Kafka does not answer.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        cause: error,
      });
    });
    const status = whereIs(evidence);
    if (status === null) {
      throw new Problem(
        404,
        `Nothing is known of article ${id}. Right after a push, give the answer's revision, partition and offset.`,
      );
    }
    response.json({ id, ...status });
  });

  app.use((request: Request) => {
    throw new Problem(
      404,
      `There is no ${request.method} ${request.path}. Expected POST /articles, or GET or DELETE /articles/{id}.`,
    );
  });
  app.use(createProblemHandler(options.logger));
  return app;
}

async function pushOne(
  request: Request,
  response: Response,
  producer: string,
  options: PushApiOptions,
): Promise<void> {
  const bytes = await readAll(bodyOf(request));
  const { status, body } = await options.idempotency.once(
    producer,
    request.get('idempotency-key'),
    bytes,
    async () => {
      const draft = readDraft(bytes, producer, options.now());
      if ('errors' in draft) throw invalidArticle(draft.errors);
      const [result] = await acceptOrThrow(options, [{ draft, headers: headersOf(request, producer) }]);
      return answerTo(result, options.topic);
    },
  );
  response.status(status).json(body);
}

async function pushMany(
  request: Request,
  response: Response,
  producer: string,
  options: PushApiOptions,
): Promise<void> {
  const streaming = request.get('accept')?.includes('application/x-ndjson') ?? false;
  const headers = headersOf(request, producer);
  const results: object[] = [];
  const errors: ProblemError[] = [];
  let refused = 0;
  let group: { line: number; draft: Draft }[] = [];
  if (streaming) response.type('application/x-ndjson');

  function refuse(line: number, found: readonly { field?: string; detail: string }[]): void {
    refused += 1;
    if (streaming) response.write(`${JSON.stringify({ line, status: 422, errors: found })}\n`);
    else if (errors.length < MOST_ERRORS) errors.push(...found.map((error) => ({ line, ...error })));
  }

  async function flush(): Promise<void> {
    const taken = group;
    group = [];
    const answers = await acceptOrThrow(
      options,
      taken.map(({ draft }) => ({ draft, headers })),
    );
    taken.forEach(({ line }, place) => {
      const result = answers[place];
      if (result?.outcome === 'refused') {
        refuse(line, [{ detail: result.error.message }]);
        return;
      }
      const { body } = answerTo(result, options.topic);
      if (streaming) response.write(`${JSON.stringify({ line, ...body })}\n`);
      else results.push({ line, ...body });
    });
  }

  try {
    for await (const line of linesOf(bodyOf(request), LARGEST_ARTICLE)) {
      if ('tooLong' in line) {
        refuse(line.number, [{ detail: `expected at most ${LARGEST_ARTICLE} bytes, found more` }]);
        continue;
      }
      const draft = readDraft(line.bytes, producer, options.now());
      if ('errors' in draft) refuse(line.number, draft.errors);
      else group.push({ line: line.number, draft });
      if (group.length === GROUP) await flush();
    }
    await flush();
  } catch (error) {
    if (!streaming || !response.headersSent) throw withProgress(error, results.length);
    // The status has been sent: the stream ends without the last line, and says why.
    response.end(
      `${JSON.stringify({ status: 503, detail: error instanceof Error ? error.message : String(error) })}\n`,
    );
    return;
  }
  if (streaming) response.end(`${JSON.stringify({ done: true, refused })}\n`);
  else if (refused === 0) response.status(202).json({ accepted: results.length, results });
  else {
    const detail = `${refused} of ${refused + results.length} lines were refused; the others were accepted.`;
    response.status(422).type('application/problem+json');
    response.send(
      JSON.stringify({ ...new Problem(422, detail, { errors }).details, accepted: results.length, results }),
    );
  }
}

function withProgress(error: unknown, accepted: number): unknown {
  if (!(error instanceof Problem) || accepted === 0) return error;
  const { status, detail } = error.details;
  const after = error.retryAfterSeconds === null ? {} : { retryAfterSeconds: error.retryAfterSeconds };
  return new Problem(
    status,
    `${detail} ${accepted} articles before were accepted; sending all again doubles nothing.`,
    { ...after, cause: error },
  );
}

function readDraft(
  bytes: Buffer,
  producer: string,
  now: number,
): Draft | { readonly errors: readonly { field?: string; detail: string }[] } {
  let json: unknown;
  try {
    json = JSON.parse(utf8(bytes));
  } catch (error) {
    const detail =
      error instanceof SyntaxError
        ? `expected JSON, found a syntax error: ${error.message}`
        : (error as Error).message;
    return { errors: [{ detail }] };
  }
  const submission = parseSubmission(json, now);
  if (!submission.ok) return { errors: submission.errors };
  try {
    return toDraft(submission.article, { via: 'push', producer });
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    const [field = '', ...rest] = error.message.split(': ');
    return { errors: [{ field, detail: rest.join(': ') }] };
  }
}

function invalidArticle(errors: readonly { field?: string; detail: string }[]): Problem {
  const detail = errors
    .map(({ field, detail: what }) => (field === undefined ? what : `${field}: ${what}`))
    .join('; ');
  return new Problem(422, detail, { errors });
}

async function acceptOrThrow(
  { accept, logger }: PushApiOptions,
  arrivals: Parameters<Accept>[0],
): Promise<readonly Acceptance[]> {
  try {
    return await accept(arrivals);
  } catch (error) {
    logger.warn({ err: error }, 'articles could not be accepted');
    const why = error instanceof SetupError ? error.message : 'Kafka or the schema registry does not answer.';
    throw new Problem(503, `Nothing was accepted: ${why}`, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
}

function answerTo(
  result: Acceptance | undefined,
  topic: string,
): { status: number; body: Record<string, unknown> } {
  if (result?.outcome === 'refused') {
    throw new Problem(result.error.errorClass === 'too-large' ? 413 : 422, result.error.message);
  }
  if (result?.outcome === 'unchanged')
    return { status: 200, body: { id: result.id, revision: result.revision, unchanged: true } };
  if (!result) throw new Error('An article was neither accepted nor refused.');
  const { id, revision, partition, offset } = result;
  return { status: 202, body: { id, revision, topic, partition, offset } };
}

function bodyOf(request: Request): AsyncIterable<Buffer> {
  const encoding = request.get('content-encoding');
  if (encoding === undefined || encoding === 'identity') return request;
  if (encoding === 'gzip') return pipeline(request, createGunzip(), () => undefined);
  throw new Problem(415, `Expected Content-Encoding gzip or none, found ${encoding}.`);
}

async function readAll(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > LARGEST_ARTICLE)
      throw new Problem(413, `Expected at most ${LARGEST_ARTICLE} bytes, found more.`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

function headersOf(request: Request, producer: string): Headers {
  const traceparent = request.get('traceparent');
  const valid = traceparent !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent);
  return valid ? { producer, traceparent } : { producer };
}

function readId(request: Request): string {
  const id = String(request.params['id']);
  if (/^[0-9a-f]{64}$/.test(id)) return id;
  throw new Problem(400, `id: expected 64 lower-case hex digits, found ${JSON.stringify(id.slice(0, 80))}.`);
}

function readAsked(request: Request): {
  revision: number | null;
  partition: number | null;
  offset: bigint | null;
} {
  const read = (name: string): string | null => {
    const text = request.query[name];
    if (text === undefined) return null;
    if (typeof text === 'string' && /^\d{1,16}$/.test(text)) return text;
    throw new Problem(400, `${name}: expected a whole number, found ${JSON.stringify(text)}.`);
  };
  const [revision, partition, offset] = [read('revision'), read('partition'), read('offset')];
  return {
    revision: revision === null ? null : Number(revision),
    partition: partition === null ? null : Number(partition),
    offset: offset === null ? null : BigInt(offset),
  };
}

function createProblemHandler(logger: Logger): express.ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = error instanceof Problem ? error : toProblem(error, logger);
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

function toProblem(error: unknown, logger: Logger): Problem {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && code.startsWith('Z_'))
    return new Problem(400, 'Expected a gzip body, found other bytes.');
  logger.error({ err: error }, 'a request failed');
  return new Problem(500, 'The request failed for a reason of ours.', { cause: error });
}
