import { createHash } from 'node:crypto';
import type { RawArticle } from '@gazette/schemas';

/** What identifies an article: its producer with an external id, its address, or its content. */
export interface Identity {
  /** Null for fetched articles. */
  readonly producer: string | null;
  readonly externalId: string | null;
  /** Canonical URL. */
  readonly url: string | null;
  readonly contentHash: string;
}

/** The published fields of an article, all covered by `contentHash`. */
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
 * The article's id: SHA-256 in lower-case hex over length-prefixed parts, so that different lists never
 * collide. The parts are the producer with the external id, otherwise the URL, otherwise the content; for a
 * fetched article, the URL.
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
