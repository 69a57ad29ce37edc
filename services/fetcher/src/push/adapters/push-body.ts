import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Request } from 'express';
import { Problem } from '@gazette/schemas';

/** Limit of one article or NDJSON line after decompression: as much as the topic allows. */
export const LARGEST_ARTICLE_BYTES = 2 * 1024 * 1024;
/** Articles of a bulk push are accepted in groups of at most this number and about this size. */
export const GROUP = { count: 250, bytes: 4 * 1024 * 1024 };

/** The content type without its parameters, in lower case; empty when there is none. */
export function mediaTypeOf(request: Request): string {
  return (request.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Maximum bytes of a request's body that are in memory at once. */
export function heldInMemory(request: Request): number {
  if (mediaTypeOf(request) === 'application/x-ndjson') return GROUP.bytes + LARGEST_ARTICLE_BYTES;
  const length = request.get('content-encoding') === undefined ? request.get('content-length') : undefined;
  return Math.min(Number(length ?? LARGEST_ARTICLE_BYTES), LARGEST_ARTICLE_BYTES);
}

/** The decompressed body. */
export function bodyOf(request: Request): AsyncIterable<Buffer> {
  const encoding = request.get('content-encoding');
  if (encoding === undefined || encoding === 'identity') return request;
  if (encoding === 'gzip') return pipeline(request, createGunzip(), () => undefined);
  throw new Problem(415, `Expected Content-Encoding gzip or none, found ${encoding}.`);
}

/** The whole body of one article. */
export async function readAll(request: Request): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyOf(request)) {
    size += chunk.length;
    if (size > LARGEST_ARTICLE_BYTES)
      throw new Problem(413, `Expected at most ${LARGEST_ARTICLE_BYTES} bytes, found more.`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
