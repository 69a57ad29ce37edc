import type { RawArticle } from '@gazette/schemas';

/** What stays of a purged article. */
export type MarkerFields = Pick<RawArticle, 'producer' | 'externalId' | 'url' | 'via' | 'revision'>;

/** The delete that a purge leaves behind: an article's identity without any text. */
export function toMarker(id: string, fields: MarkerFields): RawArticle {
  const { producer, externalId, url, via, revision } = fields;
  return {
    id,
    revision,
    kind: 'delete',
    via,
    producer,
    externalId,
    url,
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
