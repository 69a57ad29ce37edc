import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { Problem, parseUrl } from '@gazette/schemas';

/**
 * Lets an operator's request through: from this page or from no page at all, with `key` as bearer token and JSON as body, which no
 * form of another site can send. Without a key everything passes, and the operation says that it is off.
 */
export function operatorsOnly(key: string | null): RequestHandler {
  return (request, _response, next) => {
    if (key !== null) check(request, key);
    next();
  };
}

function check(request: Request, key: string): void {
  const site = request.get('sec-fetch-site') ?? 'none';
  const origin = request.get('origin');
  if (
    !['same-origin', 'none'].includes(site) ||
    (origin !== undefined && hostOf(origin) !== request.get('host'))
  )
    throw new Problem(403, `Expected a request of this page, found one of ${origin ?? site}.`);
  const given = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
  if (given === undefined)
    throw new Problem(401, 'Expected the operator key as Authorization: Bearer …, found none.');
  if (!timingSafeEqual(digest(given), digest(key)))
    throw new Problem(401, 'Expected the operator key, found another.');
  if (!request.is('application/json'))
    throw new Problem(415, `Expected application/json, found ${request.get('content-type') ?? 'no body'}.`);
}

function hostOf(origin: string): string | null {
  return parseUrl(origin)?.host ?? null;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
