import { createHash } from 'node:crypto';
import type { RawArticle } from '@gazette/schemas';

/** What an article is recognised by: who sent it and its own id, its address, or its content. */
export interface Identity {
  /** Null for what we fetched. */
  readonly producer: string | null;
  readonly externalId: string | null;
  /** Canonical URL. */
  readonly url: string | null;
  readonly contentHash: string;
}

/** What a publisher published of an article; `contentHash` covers all of it. */
export type Published = Pick<
  RawArticle,
  | 'title'
  | 'body'
  | 'byline'
  | 'url'
  | 'source'
  | 'language'
  | 'publishedAt'
  | 'publishedAtPrecision'
  | 'modifiedAt'
>;

/**
 * The article's id: SHA-256 in lower-case hex over length-prefixed parts, so that no two lists of parts meet. The producer and its
 * own id when it gives one; else the producer and the URL; else the producer and the content. The URL alone for what we fetched.
 */
export function articleId({ producer, externalId, url, contentHash }: Identity): string {
  if (producer === null) return hash(['fetched', url ?? contentHash]);
  if (externalId !== null) return hash(['producer', producer, 'external-id', externalId]);
  if (url !== null) return hash(['producer', producer, 'url', url]);
  return hash(['producer', producer, 'content', contentHash]);
}

/** SHA-256 in lower-case hex over every published field: equal hashes mean an unchanged article. */
export function contentHash(article: Published): string {
  const { title, body, byline, url, source, language, publishedAt, publishedAtPrecision, modifiedAt } =
    article;
  const fields = {
    title,
    body,
    byline,
    url,
    source,
    language,
    publishedAt,
    publishedAtPrecision,
    modifiedAt,
  };
  return hash(Object.entries(fields).flatMap(([name, value]) => [name, value === null ? '' : String(value)]));
}

/** SHA-256 over the parts, each preceded by its length in bytes. */
function hash(parts: readonly string[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}:${part}`);
  return digest.digest('hex');
}
