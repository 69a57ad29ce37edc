import {
  documentVersion,
  MessageError,
  type AnnotatedArticle,
  type ArticleDocument,
  type DeletedArticleDocument,
  type InstantRange,
  type StoredArticle,
  type TemporalExpression,
} from '@gazette/schemas';

/** A document and the version number to write it with. */
export interface VersionedWrite {
  readonly id: string;
  /** revision * 1024 + annotatorRevision. */
  readonly version: number;
  readonly document: StoredArticle;
}

/**
 * Builds the document that the index stores for an annotated article; for a deleted article only the
 * `commonFields`. Throws `MessageError` if a live article has no annotations or if a timestamp is out of
 * range.
 */
export function toDocument(annotated: AnnotatedArticle): VersionedWrite {
  const { article, annotatorRevision } = annotated;
  return {
    id: article.id,
    version: documentVersion(article, annotatorRevision),
    document: article.kind === 'delete' ? deletedDocument(annotated) : liveDocument(annotated),
  };
}

function liveDocument(annotated: AnnotatedArticle): ArticleDocument {
  const { article, annotations } = annotated;
  if (annotations === null)
    throw new MessageError('no-annotations', `Expected annotations of article ${article.id}, found none.`);
  const { storyBands, ...stored } = annotations;
  return {
    ...commonFields(annotated, false),
    source: article.source,
    byline: article.byline,
    title: article.title,
    body: article.body,
    language: annotations.language.code,
    declaredLanguage: article.language,
    publishedAt: article.publishedAt === null ? null : isoTimestamp('publishedAt', article.publishedAt),
    publishedAtSource: article.publishedAtSource,
    publishedAtPrecision: article.publishedAtPrecision,
    modifiedAt: article.modifiedAt === null ? null : isoTimestamp('modifiedAt', article.modifiedAt),
    personIds: annotations.persons.map(({ id }) => id),
    issueIds: annotations.issues.map(({ id }) => id),
    persons: annotations.persons.map(({ mentions, ...person }) => ({ ...person, mentions: mentions.length })),
    issues: annotations.issues.map(({ id, label, score, confidence }) => ({ id, label, score, confidence })),
    quotes: annotations.quotes.map(({ text, speaker, confidence }) => ({
      text,
      speakerId: speaker?.personId ?? null,
      speakerName: speaker?.name ?? null,
      confidence,
    })),
    mentionedDates: annotations.dates.map(mentionedRange).filter((range) => range !== null),
    storyId: null,
    storyBands,
    annotations: stored,
  };
}

/**
 * A deletion marker without the article's text. Without it, replaying an old revision would restore the
 * article.
 */
function deletedDocument(annotated: AnnotatedArticle): DeletedArticleDocument {
  return commonFields(annotated, true);
}

/** The fields that live and deleted documents share: identity, version and origin. */
function commonFields<Deleted extends boolean>(
  { article, annotatorRevision, knowledgeHash }: AnnotatedArticle,
  deleted: Deleted,
): Omit<DeletedArticleDocument, 'deleted'> & { readonly deleted: Deleted } {
  return {
    id: article.id,
    deleted,
    revision: article.revision,
    annotatorRevision,
    knowledgeHash,
    contentHash: article.contentHash,
    acceptedAt: isoTimestamp('revision', article.revision),
    via: article.via,
    producer: article.producer,
    externalId: article.externalId,
    url: article.url,
  };
}

function isoTimestamp(field: string, milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) {
    throw new MessageError(
      'date-out-of-range',
      `${field}: expected milliseconds since the epoch, found ${milliseconds}.`,
    );
  }
  return date.toISOString();
}

/**
 * The range from the first to the last millisecond of the expression; null if it has no valid date in the
 * years 1 to 9999.
 */
function mentionedRange({ from, to }: TemporalExpression): InstantRange | null {
  const first = from ?? to;
  const last = to ?? from;
  if (first === null || last === null) return null;
  const gte = dayOrInstantToIso(first, 'T00:00:00.000Z');
  const lte = dayOrInstantToIso(last, 'T23:59:59.999Z');
  return gte === null || lte === null || gte > lte ? null : { gte, lte };
}

/** `timeOfDay` completes a day (YYYY-MM-DD); an instant keeps its own time. */
function dayOrInstantToIso(text: string, timeOfDay: string): string | null {
  const isDay = text.length === 'YYYY-MM-DD'.length;
  const date = new Date(isDay ? text + timeOfDay : withZone(text));
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString() : null;
}

/** A time without a zone is read as UTC, whatever zone this process runs in. */
function withZone(text: string): string {
  return /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
}
