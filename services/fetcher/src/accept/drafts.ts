import type { IncomingArticle } from '@gazette/schemas';
import { MessageError } from '@gazette/schemas';
import { canonicalUrl } from '../text/canonical-url.ts';
import { articleId, contentHash } from './identity.ts';
import type { Draft } from './stamp.ts';

/** How the article arrived and, for pushed articles, the producer. */
export interface Origin {
  readonly via: Draft['via'];
  readonly producer: string | null;
}

/**
 * Gives a producer's article its identity. Throws a `MessageError` that names the missing or invalid field.
 */
export function toDraft(incoming: IncomingArticle, { via, producer }: Origin): Draft {
  const url = incoming.url === null ? null : readUrl(incoming.url);
  if (incoming.kind === 'delete') return toDelete(incoming, { via, producer });
  if (incoming.title.trim() === '') throw invalid('title: expected a headline, found none');
  if (incoming.body.trim() === '') throw invalid('body: expected text, found none');
  const published = {
    title: incoming.title.trim(),
    body: incoming.body,
    byline: incoming.byline,
    url,
    source: incoming.source ?? (url === null ? null : new URL(url).hostname.replace(/^www\./, '')),
    language: incoming.language,
    publishedAt: incoming.publishedAt,
    publishedAtPrecision: incoming.publishedAt === null ? null : (incoming.publishedAtPrecision ?? 'second'),
    modifiedAt: incoming.modifiedAt,
  } as const;
  const hash = contentHash(published);
  return {
    ...published,
    id: articleId({ producer, externalId: incoming.externalId, url, contentHash: hash }),
    kind: 'upsert',
    via,
    producer,
    externalId: incoming.externalId,
    publishedAtSource: incoming.publishedAt === null ? null : 'producer',
    contentHash: hash,
  };
}

/** A delete of the article with this id, whatever its origin. */
export function toDeleteOf(id: string, { via, producer }: Origin): Draft {
  return {
    id,
    kind: 'delete',
    via,
    producer,
    externalId: null,
    url: null,
    source: null,
    title: '',
    body: '',
    byline: null,
    language: null,
    publishedAt: null,
    publishedAtSource: null,
    publishedAtPrecision: null,
    modifiedAt: null,
    contentHash: '',
  };
}

function toDelete({ externalId }: IncomingArticle, origin: Origin): Draft {
  if (externalId === null)
    throw invalid('externalId, url: expected one of them to identify the article to delete, found neither');
  const id = articleId({ producer: origin.producer, externalId, url: null, contentHash: '' });
  return { ...toDeleteOf(id, origin), externalId };
}

/** The canonical form of a producer's URL. Throws a `MessageError` when it is not one. */
export function readUrl(url: string): string {
  try {
    return canonicalUrl(url);
  } catch (cause) {
    throw invalid(`url: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function invalid(detail: string): MessageError {
  return new MessageError('invalid-article', detail);
}
