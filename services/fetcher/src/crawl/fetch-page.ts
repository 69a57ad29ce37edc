import { MessageError, type Page } from '@gazette/schemas';
import { canonicalUrl } from '../text/canonical-url.ts';
import { decodeText } from '../text/decode-text.ts';
import { toDraft } from '../accept/drafts.ts';
import { extractArticle, type ExtractedArticle } from '../extract/extract-article.ts';
import { describeResult, type Answer, type Get, type HttpResult, type OkResult } from './http-result.ts';
import { nextVisit } from './next-visit.ts';
import type { Draft } from '../accept/stamp.ts';

/** The result of fetching a page. Every response of the site is a result, never an error. */
export type Fetched =
  /** `next` is the re-visit that checks for corrections. */
  | { readonly kind: 'article'; readonly draft: Draft; readonly next: Page | null }
  /** A re-visit found nothing new. */
  | { readonly kind: 'unchanged'; readonly next: Page | null }
  /** Returned to `pages`: retried later, or on another host. */
  | { readonly kind: 'again'; readonly page: Page }
  | { readonly kind: 'refused'; readonly error: MessageError };

/** The dependencies of {@link fetchPage}. */
export interface FetchTools {
  readonly get: Get;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** When recent articles are fetched again, in ascending seconds after their first fetch. */
  readonly revisitSeconds: readonly number[];
}

/** Attempts before a page becomes a dead letter; with the waits between them, they span about two days. */
const MOST_ATTEMPTS = 10;
/** Attempts for a page that the site reports as missing (404), and for a re-visit. */
const FEWER_ATTEMPTS = 3;
const MOST_REDIRECTS = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 12 * 60 * 60 * 1000;

/**
 * Fetches a page and extracts its article. The page is retried later if the site fails, is slow or denies
 * access.
 */
export async function fetchPage(page: Page, tools: FetchTools): Promise<Fetched> {
  const accept = 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1';
  const { etag, lastModified } = page;
  const fetched = outcomeOf(page, await tools.get(page.url, { accept, etag, lastModified }), tools);
  // The article has already been accepted, so a failed re-visit loses nothing.
  return fetched.kind === 'refused' && page.visit > 0 ? { kind: 'unchanged', next: null } : fetched;
}

function outcomeOf(page: Page, result: HttpResult, tools: FetchTools): Fetched {
  switch (result.kind) {
    case 'ok':
      return readArticle(page, result, tools);
    case 'not-modified':
      return page.visit > 0
        ? { kind: 'unchanged', next: nextVisit(page, validatorsOf(page, result), page.publishedAt, tools) }
        : refuse('bad-answer', `${page.url} answered 304 to an unconditional request.`);
    case 'redirect':
      return follow(page, result.url, tools.now());
    case 'refused':
      return refuse('refused-address', `${result.url}: ${result.reason}`);
    case 'gone':
      return refuse('page-gone', `${page.url} is gone (HTTP 410).`);
    case 'disallowed':
      return refuse('robots-disallowed', `${result.url}: robots.txt forbids it.`);
    default:
      return later(page, result, tools);
  }
}

function readArticle(page: Page, result: OkResult, tools: FetchTools): Fetched {
  let article: ExtractedArticle;
  try {
    article = extractArticle(
      { url: result.url, html: decodeText(result.bytes, result.contentType) },
      tools.now(),
    );
  } catch (error) {
    return refuse('extract-failed', `${page.url}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const title = article.title === '' ? (page.title ?? '') : article.title;
  // The feed's date takes precedence over the page's.
  const fromFeed = page.publishedAt !== null;
  try {
    const draft = toDraft(
      {
        kind: 'upsert',
        externalId: null,
        url: article.canonicalUrl ?? page.url,
        source: page.source,
        title,
        body: article.body,
        byline: article.byline ?? page.byline,
        language: article.language,
        publishedAt: fromFeed ? page.publishedAt : article.publishedAt,
        publishedAtPrecision: fromFeed ? page.publishedAtPrecision : article.publishedAtPrecision,
        modifiedAt: article.modifiedAt,
      },
      { via: 'feed', producer: null },
    );
    return {
      kind: 'article',
      draft: { ...draft, publishedAtSource: fromFeed ? 'feed' : article.publishedAtSource },
      next: nextVisit(page, result, draft.publishedAt, tools),
    };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return refuse('no-article', `${page.url}: ${error.message}`);
  }
}

/** A 304 may omit the validators that the request sent (RFC 9110, 15.4.5). */
function validatorsOf(page: Page, answer: Answer): Pick<Answer, 'etag' | 'lastModified'> {
  return { etag: answer.etag ?? page.etag, lastModified: answer.lastModified ?? page.lastModified };
}

function follow(page: Page, target: string, now: number): Fetched {
  if (page.redirects >= MOST_REDIRECTS)
    return refuse('too-many-redirects', `${page.url}: more than ${MOST_REDIRECTS} redirects.`);
  try {
    return {
      kind: 'again',
      page: { ...page, url: canonicalUrl(target), redirects: page.redirects + 1, notBefore: now },
    };
  } catch (error) {
    return refuse('refused-address', error instanceof Error ? error.message : String(error));
  }
}

function later(
  page: Page,
  result: HttpResult & { kind: 'failed' | 'forbidden' },
  { now, random }: FetchTools,
): Fetched {
  const attempt = page.attempt + 1;
  if (attempt >= (result.status === 404 || page.visit > 0 ? FEWER_ATTEMPTS : MOST_ATTEMPTS)) {
    const errorClass =
      result.kind === 'failed' && result.reason === 'robots-unreachable' ? result.reason : 'page-unavailable';
    return refuse(errorClass, `${page.url}: ${describeResult(result)} after ${attempt} attempts.`);
  }
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 3 ** (attempt - 1)) * (0.8 + 0.4 * random());
  const wait = Math.max(backoff, result.retryAfterMs ?? 0);
  return { kind: 'again', page: { ...page, attempt, notBefore: now() + Math.round(wait) } };
}

function refuse(errorClass: string, reason: string): Fetched {
  return { kind: 'refused', error: new MessageError(errorClass, reason) };
}
