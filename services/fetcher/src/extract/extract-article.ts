import { canonicalFor, CanonicalUrlError } from '../text/canonical-url.ts';
import { findBody } from './page-body.ts';
import { findByline } from './page-byline.ts';
import { findDates } from './page-dates.ts';
import { isPaywalled, languageOf } from './page-declarations.ts';
import { readPage } from './page-document.ts';
import { findTitle } from './page-title.ts';

/** An article extracted from its page. */
export interface ExtractedArticle {
  /** Headline without the site's name and section; empty when the page has none. */
  readonly title: string;
  /** Plain text, one line per paragraph; empty when the page has no article. */
  readonly body: string;
  /** Authors as printed. */
  readonly byline: string | null;
  /** Milliseconds since the epoch (UTC); a time without a zone is read as UTC. Never later than `now`. */
  readonly publishedAt: number | null;
  /** The same in ISO 8601, with the precision and zone given by the page. */
  readonly publishedAtText: string | null;
  /** Where the date was found. */
  readonly publishedAtSource: 'json-ld' | 'meta' | 'url' | 'text' | null;
  readonly publishedAtPrecision: 'year' | 'month' | 'day' | 'minute' | 'second' | null;
  /** Milliseconds since the epoch (UTC). */
  readonly modifiedAt: number | null;
  /** Null when the given address is not a web address. */
  readonly canonicalUrl: string | null;
  /** The BCP 47 tag declared by the page. */
  readonly language: string | null;
  /** Whether the page declares that it shows only part of the article. */
  readonly paywalled: boolean;
}

/** Reads the article from a page; no content makes it throw. Dates after `now` (milliseconds) are ignored. */
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
