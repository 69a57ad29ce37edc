import { canonicalFor, CanonicalUrlError } from '../text/canonical-url.ts';
import { findBody } from './page-body.ts';
import { findByline } from './page-byline.ts';
import { findDates } from './page-dates.ts';
import { isPaywalled, languageOf } from './page-declarations.ts';
import { readPage } from './page-document.ts';
import { findTitle } from './page-title.ts';

/** An article as its page shows it. */
export interface ExtractedArticle {
  /** Headline without the site's name and section; empty when the page has none. */
  readonly title: string;
  /** Plain text, paragraphs separated by line breaks; empty when the page holds no article. */
  readonly body: string;
  /** Authors as printed. */
  readonly byline: string | null;
  /** Milliseconds since the epoch (UTC); a time without a zone is read as UTC. Never later than `now`. */
  readonly publishedAt: number | null;
  /** The same as ISO 8601 with the precision and the zone that the page gave. */
  readonly publishedAtText: string | null;
  /** Where it was read. */
  readonly publishedAtSource: 'json-ld' | 'meta' | 'url' | 'text' | null;
  readonly publishedAtPrecision: 'year' | 'month' | 'day' | 'minute' | 'second' | null;
  /** Milliseconds since the epoch (UTC). */
  readonly modifiedAt: number | null;
  /** Null when the given address is not a web address. */
  readonly canonicalUrl: string | null;
  /** BCP 47 tag that the page declares. */
  readonly language: string | null;
  /** Whether the page declares that it shows only a part. */
  readonly paywalled: boolean;
}

/** Reads the article from a page. Never throws for what the page contains; `now` in milliseconds bounds its dates. */
export function extractArticle(
  page: { readonly url: string; readonly html: string },
  now: number,
): ExtractedArticle {
  const document = readPage(page.url, page.html);
  const title = findTitle(document);
  const { published, modified } = findDates(document, now);
  return {
    title,
    body: findBody(document, title),
    byline: findByline(document),
    publishedAt: published?.time ?? null,
    publishedAtText: published?.text ?? null,
    publishedAtSource: published?.source ?? null,
    publishedAtPrecision: published?.precision ?? null,
    modifiedAt: modified,
    canonicalUrl: canonicalOf(page.url, document.relCanonical),
    language: languageOf(document),
    paywalled: isPaywalled(document),
  };
}

function canonicalOf(url: string, relCanonical: string | null): string | null {
  try {
    return canonicalFor(url, relCanonical);
  } catch (error) {
    if (error instanceof CanonicalUrlError) return null;
    throw error;
  }
}
