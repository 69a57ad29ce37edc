import type { Request, Response } from 'express';
import { Problem } from '@gazette/schemas';
import { acceptOrThrow, answerTo, headersOf, readDraft, type FieldErrors } from './push-accept.ts';
import { readAll } from './push-body.ts';
import type { PushApiOptions } from './push-options.ts';
import { untilSearchable } from './searchable.ts';

/** Accepts one article as JSON. */
export async function pushOne(
  request: Request,
  response: Response,
  producer: string,
  options: PushApiOptions,
): Promise<void> {
  const wait = readWait(request);
  const bytes = await readAll(request);
  const { status, body } = await options.idempotency.once(
    producer,
    request.get('idempotency-key'),
    bytes,
    async () => {
      const draft = readDraft(bytes, producer, options.now());
      if ('errors' in draft) throw invalidArticle(draft.errors);
      options.limits.count(producer, 1);
      const [result] = await acceptOrThrow(options, [{ draft, headers: headersOf(request, producer) }]);
      return answerTo(result, options.topic);
    },
  );
  if (!wait) {
    response.status(status).json(body);
    return;
  }
  // A repeated answer waits as well, because only the acceptance is stored under its key.
  const state = await untilSearchable(options.evidenceOf, body, () => response.closed);
  const searchable = state === 'searchable';
  response.status(searchable ? 200 : 202).json({ ...body, searchable, state });
}

function readWait(request: Request): boolean {
  const { wait } = request.query;
  if (wait === undefined) return false;
  if (wait === 'searchable') return true;
  throw new Problem(400, `wait: expected searchable, found ${JSON.stringify(wait)}.`);
}

function invalidArticle(errors: FieldErrors): Problem {
  const detail = errors
    .map(({ field, detail: what }) => (field === undefined ? what : `${field}: ${what}`))
    .join('; ');
  return new Problem(422, detail, { errors });
}
