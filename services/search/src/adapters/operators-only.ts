import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { Problem, parseUrl } from '@gazette/schemas';

/**
 * Rejects requests that do not carry `key` as bearer token and JSON as body, or that come from another site.
 * Requiring JSON stops cross-site form posts. Without a key all requests pass; the operation answers 403.
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
    throw new Problem(403, `Expected a request from this page, found one from ${origin ?? site}.`);
  const given = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
  if (given === undefined)
    throw new Problem(401, 'Expected the operator key as Authorization: Bearer …, found none.');
  if (!timingSafeEqual(digest(given), digest(key))) throw new Problem(401, 'Invalid operator key.');
  if (!request.is('application/json'))
    throw new Problem(415, `Expected application/json, found ${request.get('content-type') ?? 'no body'}.`);
}

function hostOf(origin: string): string | null {
  return parseUrl(origin)?.host ?? null;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
