import type { IncomingArticle, RawArticle } from '@gazette/schemas';
import { toDraft } from '@gazette/fetcher/drafts';
import type { Fields } from '../oracle/contract.ts';
import { condense } from '../oracle/fields.ts';
import type { NewsSite } from '../rig/news-site.ts';
import { isMixed } from './doors.ts';
import type { Way } from './plan.ts';
import { storyOf, type Story } from './story.ts';

/** Where the texts of a run come from. */
export interface Origin {
  readonly seed: number;
  readonly site: NewsSite;
  /** Producer names by way. */
  readonly producers: { readonly push: string; readonly inbox: string };
}

/** One version of an article, by numbers. */
export interface Version {
  readonly article: number;
  readonly way: Way;
  readonly version: number;
}

/** The name of an article in its address. */
export function slugOf(article: number): string {
  return `story-${article}`;
}

/** The inbox message of a version. Two of three articles have an external id, others only a URL. */
export function incomingOf({ seed, site }: Origin, { article, way, version }: Version): IncomingArticle {
  const { title, body, byline, source, publishedAt, modifiedAt } = storyOf(seed, article, version);
  const slug = slugOf(article);
  return {
    kind: 'upsert',
    externalId: way === 'feed' || article % 3 === 0 ? null : `${way}-${article}`,
    url: way === 'feed' ? site.urlOf(slug) : `https://${way}.example/2025/${slug}`,
    source,
    title,
    body,
    byline,
    language: 'en',
    publishedAt: Date.parse(publishedAt),
    publishedAtPrecision: 'second',
    modifiedAt: Date.parse(modifiedAt),
  };
}

/** The JSON that the push API accepts for a version. */
export function submissionOf(origin: Origin, version: Version): object {
  const { externalId, url, source, title, body, byline, language } = incomingOf(origin, version);
  const { publishedAt, modifiedAt }: Story = storyOf(origin.seed, version.article, version.version);
  return {
    ...(externalId === null ? {} : { externalId }),
    ...{ url, source, title, body, byline, language, publishedAt, modifiedAt },
  };
}

/** The article that the fetcher makes of a version, without a revision. */
export function draftOf(origin: Origin, version: Version): Omit<RawArticle, 'revision'> {
  const { push, inbox } = origin.producers;
  const producer = { push, inbox, feed: null }[version.way];
  return toDraft(incomingOf(origin, version), { via: version.way, producer });
}

/** The id that the pipeline gives an article. */
export function idOf(origin: Origin, { article, way }: Pick<Version, 'article' | 'way'>): string {
  return draftOf(origin, { article, way, version: 0 }).id;
}

/** The fields that the document must have for a version. */
export function fieldsOf(origin: Origin, version: Version): Fields {
  const { way } = version;
  const { externalId, url, source, title, body, byline, language } = incomingOf(origin, version);
  const { publishedAt, modifiedAt } = storyOf(origin.seed, version.article, version.version);
  const { push, inbox } = origin.producers;
  return condense({
    ...{ deleted: false, title, body, byline, source, url, externalId },
    // A text that comes again through the other door is unchanged and keeps its first door.
    ...(isMixed(version) ? {} : { via: way }),
    declaredLanguage: language,
    producer: { push, inbox, feed: null }[way],
    publishedAt: new Date(publishedAt).toISOString(),
    publishedAtSource: way === 'feed' ? 'feed' : 'producer',
    publishedAtPrecision: 'second',
    modifiedAt: new Date(modifiedAt).toISOString(),
  });
}
