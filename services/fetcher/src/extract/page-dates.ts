import { parseUrl } from '@gazette/schemas';
import { parseDate, toIsoText, type ParsedDate } from '../text/parse-date.ts';
import { datesInText } from './dates-in-text.ts';
import { isObject, stringsOf, typesOf } from './json-ld.ts';
import { languageOf } from './page-declarations.ts';
import { metaOf, type PageDocument } from './page-document.ts';

/** A date of the page and where it was found. */
export interface PageDate extends ParsedDate {
  /** ISO 8601, with the precision and zone given by the page. */
  readonly text: string;
  readonly source: 'json-ld' | 'meta' | 'url' | 'text';
}

/**
 * When the page was published and modified. Declarations come first, then the URL, then dates in the text,
 * and the modification date last. Dates before 1990 and after `now` are ignored.
 */
export function findDates(
  page: PageDocument,
  now: number,
): { readonly published: PageDate | null; readonly modified: number | null } {
  const monthFirst =
    /^en-(?:US|CA|PH)$/.test(languageOf(page) ?? '') || /\.(?:com|us|gov)$/.test(hostOf(page.url));
  const habits = { monthFirst };
  const read = (text: string | null | undefined, source: PageDate['source']) =>
    toPageDate(text, source, habits, now);
  const modified = first([
    () => read(jsonLdDate(page, 'dateModified'), 'json-ld'),
    () => read(metaOf(page, modifiedMetas), 'meta'),
  ]);
  const published = first([
    () => read(jsonLdDate(page, 'datePublished'), 'json-ld'),
    ...publishedMetas.map((name) => () => read(metaOf(page, [name]), 'meta')),
    () => read(jsonLdDate(page, 'uploadDate') ?? jsonLdDate(page, 'dateCreated'), 'json-ld'),
    () => read(dateInUrl(page.url), 'url'),
    ...datesInText(page).map((text) => () => read(text, 'text')),
    ...otherMetas.map((name) => () => read(metaOf(page, [name]), 'meta')),
    () => modified,
    () => read(monthInUrl(page.url), 'url'),
  ]);
  const closer = published?.precision === 'day' ? sharper(published, datesInText(page), habits, now) : null;
  return { published: closer ?? published, modified: modified?.time ?? null };
}

const publishedMetas = [
  'article:published_time',
  'og:article:published_time',
  'og:published_time',
  'datepublished',
  'article:published',
  'parsely-pub-date',
  'sailthru.date',
  'cxenseparse:recs:publishtime',
  'cxenseparse:publishtime',
  'bt:pubdate',
  'publication_date',
  'publicationdate',
  'pubdate',
  'publish_date',
  'publishdate',
  'publish-date',
  'published_date',
  'published-date',
  'published_time',
  'originalpublicationdate',
  'article_date_original',
  'article.published',
  'article:post_date',
  'dc.date.issued',
  'dcterms.issued',
  'dc.issued',
  'dcterms.created',
  'dc.date.created',
  'dcterms.date',
  'dc.date',
  'dc.date.publication',
  'prism.publicationdate',
  'citation_publication_date',
  'citation_date',
  'citation_online_date',
  'rnews:datepublished',
  'displaydate',
  'live_date',
  'release_date',
  'article:publicationdate',
  'last-publish-date',
  'vr:published_time',
  'shareaholic:article_published_time',
  'dateissued',
  'doc_date',
  'gentime',
  'rbpubdate',
  'utime',
  'iptc.date',
] as const;
const otherMetas = [
  'date',
  'created',
  'datecreated',
  'date_created',
  'og:pubdate',
  'time',
  'timestamp',
  'lastmod',
] as const;
const modifiedMetas = [
  'article:modified_time',
  'og:updated_time',
  'og:modified_time',
  'datemodified',
  'lastmodified',
  'last-modified',
  'dc.date.modified',
  'dcterms.modified',
  'modificationdate',
  'updated_time',
  'article:modified',
  'revised',
] as const;

function first(attempts: readonly (() => PageDate | null)[]): PageDate | null {
  for (const attempt of attempts) {
    const found = attempt();
    if (found) return found;
  }
  return null;
}

const EARLIEST_MS = Date.UTC(1990, 0, 1);
/** A time without a zone can be up to 14 hours ahead of UTC. */
const ZONE_SLACK_MS = 14 * 3_600_000;

function toPageDate(
  text: string | null | undefined,
  source: PageDate['source'],
  habits: { readonly monthFirst: boolean },
  now: number,
): PageDate | null {
  const date = text ? (parseDate(text, habits) ?? parseDate(epochText(text), habits)) : null;
  if (!date || date.time < EARLIEST_MS || date.precision === 'year') return null;
  const slack = date.offsetMinutes === null ? ZONE_SLACK_MS : 300_000;
  if (date.time > now + slack) return null;
  return { ...date, time: Math.min(date.time, now), text: toIsoText(date), source };
}

/** Some content management systems write seconds or milliseconds since the epoch. */
function epochText(text: string): string {
  if (!/^\d{10}(?:\d{3})?$/.test(text.trim())) return '';
  return new Date(Number(text) * (text.trim().length === 10 ? 1000 : 1)).toISOString();
}

function jsonLdDate(page: PageDocument, field: string): string | null {
  const own = stringsOf(page.article?.[field])[0];
  if (own !== undefined) return own;
  const other = page.jsonLd.find(
    (node) =>
      isObject(node) &&
      stringsOf(node[field]).length > 0 &&
      !typesOf(node).some((type) => /Comment|Review|Answer|ImageObject|Event/.test(type)),
  );
  return other ? (stringsOf(other[field])[0] ?? null) : null;
}

/** `/2026/11/24/`, `/2026-11-24-story`, `/20261124`, `/2026/nov/24/`. */
function dateInUrl(url: string): string | null {
  const path = pathOf(url);
  const numeric = /(?:^|[/_.-])((?:19|20)\d{2})([/_.-]?)(\d{1,2})\2(\d{1,2})(?=[/_.-]|\D|$)/.exec(path);
  if (numeric && (numeric[2] !== '' || numeric[3]?.length === 2)) {
    const [, year, , month, day] = numeric;
    return `${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
  }
  const named = /\/((?:19|20)\d{2})\/([a-z]{3,9})\/(\d{1,2})\//i.exec(path);
  return named ? `${named[3] ?? ''} ${named[2] ?? ''} ${named[1] ?? ''}` : null;
}

function monthInUrl(url: string): string | null {
  const found = /\/((?:19|20)\d{2})\/(\d{2})(?=\/)/.exec(pathOf(url));
  return found ? `${found[1] ?? ''}-${found[2] ?? ''}` : null;
}

function pathOf(url: string): string {
  return parseUrl(url)?.pathname ?? url;
}

function hostOf(url: string): string {
  return parseUrl(url)?.hostname ?? '';
}

/** The same day with a time, if the page shows one. */
function sharper(
  day: PageDate,
  texts: readonly string[],
  habits: { readonly monthFirst: boolean },
  now: number,
): PageDate | null {
  for (const text of texts) {
    const date = toPageDate(text, day.source, habits, now);
    if (date && date.precision !== 'day' && date.text.startsWith(day.text)) return date;
  }
  return null;
}
