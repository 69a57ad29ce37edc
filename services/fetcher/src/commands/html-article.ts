import { extractArticle } from '../extract/extract-article.ts';
import { readPage } from '../extract/page-document.ts';

/**
 * The article of a saved page, as the push API accepts it. Its URL is the given one, otherwise the one the
 * page declares. Throws when the title or body is missing and not given.
 *
 * @param now milliseconds since the epoch; bounds the page's dates
 */
export function readHtmlArticle(
  html: string,
  given: Readonly<Record<string, string>>,
  now: number,
): Readonly<Record<string, string>> {
  const url = given['url'] ?? ownAddress(html);
  const page = extractArticle({ url: url ?? '', html }, now);
  const found = {
    title: page.title,
    body: page.body,
    byline: page.byline,
    language: page.language,
    url: page.canonicalUrl ?? url,
    publishedAt: toDateText(page.publishedAt, page.publishedAtPrecision),
    modifiedAt: toDateText(page.modifiedAt, 'second'),
    ...given,
  };
  for (const field of ['title', 'body'] as const)
    if (found[field].trim() === '') throw new Error(`expected a page with an article, found no ${field}`);
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]])),
  );
}

function ownAddress(html: string): string | null {
  const { relCanonical, metas } = readPage('', html);
  const claimed = relCanonical ?? metas.get('og:url')?.[0] ?? '';
  return /^https?:\/\//i.test(claimed) ? claimed : null;
}

const characters = { year: 4, month: 7, day: 10 };

/** A time in UTC, with the given precision. */
function toDateText(
  time: number | null,
  precision: 'year' | 'month' | 'day' | 'minute' | 'second' | null,
): string | null {
  if (time === null || precision === null) return null;
  const text = new Date(time).toISOString();
  return precision === 'minute' || precision === 'second' ? text : text.slice(0, characters[precision]);
}
