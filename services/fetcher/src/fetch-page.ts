import { MessageError, type Page } from '@gazette/schemas';
import { canonicalUrl } from './canonical-url.ts';
import { decodeText } from './decode-text.ts';
import { toDraft } from './drafts.ts';
import { extractArticle, type ExtractedArticle } from './extract-article.ts';
import type { Get, HttpResult, OkResult } from './http-result.ts';
import type { Draft } from './stamp.ts';

/** What became of a page. What a site answers is the page's outcome, never an error. */
export type Fetched =
  | { readonly kind: 'article'; readonly draft: Draft }
  /** Put back into `pages`: tried again later, or on another host. */
  | { readonly kind: 'again'; readonly page: Page }
  | { readonly kind: 'refused'; readonly error: MessageError };

/** What fetching a page needs of the world. */
export interface FetchTools {
  readonly get: Get;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** Attempts on a page before it is a dead letter: with the waits between, about two days. */
const MOST_ATTEMPTS = 10;
/** Attempts on a page that the site says is not there. */
const MOST_ATTEMPTS_MISSING = 3;
const MOST_REDIRECTS = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 12 * 60 * 60 * 1000;

/** Fetches a page and reads the article in it; a failing, slow or forbidding site means later, not never. */
export async function fetchPage(page: Page, tools: FetchTools): Promise<Fetched> {
  const result = await tools.get(page.url, { accept: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1' });
  switch (result.kind) {
    case 'ok':
      return readArticle(page, result, tools.now());
    case 'redirect':
      return follow(page, result.url, tools.now());
    case 'refused':
      return refuse('refused-address', `${result.url}: ${result.reason}`);
    case 'gone':
      return refuse('page-gone', `${page.url} is gone (HTTP 410).`);
    case 'not-modified':
      return refuse('bad-answer', `${page.url} answered 304 to a request without conditions.`);
    default:
      return later(page, result, tools);
  }
}

function readArticle(page: Page, result: OkResult, now: number): Fetched {
  let article: ExtractedArticle;
  try {
    article = extractArticle({ url: result.url, html: decodeText(result.bytes, result.contentType) }, now);
  } catch (error) {
    return refuse('extract-failed', `${page.url}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const title = article.title === '' ? (page.title ?? '') : article.title;
  // A feed's own date, where there is one, beats the page's.
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
    };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return refuse('no-article', `${page.url}: ${error.message}`);
  }
}

function follow(page: Page, location: string, now: number): Fetched {
  if (page.redirects >= MOST_REDIRECTS)
    return refuse('too-many-redirects', `${page.url}: more than ${MOST_REDIRECTS} redirects.`);
  try {
    return {
      kind: 'again',
      page: { ...page, url: canonicalUrl(location), redirects: page.redirects + 1, notBefore: now },
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
  const missing = result.status === 404;
  if (attempt >= (missing ? MOST_ATTEMPTS_MISSING : MOST_ATTEMPTS)) {
    const found =
      result.status === null && result.kind === 'failed'
        ? `${result.reason}: ${result.detail}`
        : `HTTP ${String(result.status)}`;
    return refuse('page-unavailable', `${page.url}: ${found} after ${attempt} attempts.`);
  }
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 3 ** (attempt - 1)) * (0.8 + 0.4 * random());
  const wait = Math.max(backoff, result.retryAfterMs ?? 0);
  return { kind: 'again', page: { ...page, attempt, notBefore: now() + Math.round(wait) } };
}

function refuse(errorClass: string, reason: string): Fetched {
  return { kind: 'refused', error: new MessageError(errorClass, reason) };
}
