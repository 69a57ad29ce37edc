import type { IncomingArticle } from '@gazette/schemas';

/** One thing that is wrong with an article. */
export interface FieldError {
  /** Path of the field, or `(article)` for the whole. */
  readonly field: string;
  readonly detail: string;
}

/** The earliest plausible date: the first newspapers are from about 1600. Milliseconds since the epoch. */
const EARLIEST = Date.UTC(1500, 0, 1);
/** How far in the future a date may be: two days, for time zones, clock skew and announced publications. */
const FUTURE_MS = 2 * 24 * 60 * 60 * 1000;

/** A language tag (RFC 5646) of a language with optional subtags, such as `en`, `en-GB` or `de-u-co-phonebk`. */
export const LANGUAGE_TAG = /^(?=.{1,35}$)[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/;

/** The longest text of each field, in UTF-16 code units. */
export const LONGEST = {
  externalId: 512,
  url: 2048,
  source: 200,
  title: 2000,
  body: 2_000_000,
  byline: 500,
} as const;
type TextField = keyof typeof LONGEST;

/**
 * What is wrong with a producer's article, whichever way it came; empty when nothing is. Dates lie between
 * the year 1500 and two days after `now`, language tags follow RFC 5646, texts have at most {@link LONGEST}
 * and are well-formed Unicode (a lone surrogate becomes bytes that are not UTF-8), and what identifies an
 * article is not empty.
 *
 * @param now milliseconds since the epoch
 */
export function validateArticle(article: IncomingArticle, now: number): readonly FieldError[] {
  const { publishedAt, modifiedAt, language } = article;
  return [
    ...dateErrors('publishedAt', publishedAt, now),
    ...dateErrors('modifiedAt', modifiedAt, now),
    ...languageErrors(language),
    ...TEXTS.flatMap((field) => [
      ...lengthErrors(field, article[field]),
      ...unicodeErrors(field, article[field]),
    ]),
  ];
}

const TEXTS = Object.keys(LONGEST) as readonly TextField[];

function lengthErrors(field: TextField, text: string | null): readonly FieldError[] {
  const least = field === 'externalId' || field === 'url' ? 1 : 0;
  if (text === null || (text.length >= least && text.length <= LONGEST[field])) return [];
  return [{ field, detail: `expected ${least} to ${LONGEST[field]} characters, found ${text.length}` }];
}

function dateErrors(field: string, time: number | null, now: number): readonly FieldError[] {
  if (time === null || (time >= EARLIEST && time <= now + FUTURE_MS)) return [];
  const detail = `expected a date from the year 1500 to two days from now, found ${describeTime(time)}`;
  return [{ field, detail }];
}

/** A time as an ISO 8601 date, or its milliseconds where no date has them. */
function describeTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? `${time} ms since 1970` : date.toISOString();
}

function languageErrors(language: string | null): readonly FieldError[] {
  if (language === null || LANGUAGE_TAG.test(language)) return [];
  const found = JSON.stringify(language.slice(0, 60));
  return [{ field: 'language', detail: `expected a language tag such as en or en-GB, found ${found}` }];
}

function unicodeErrors(field: string, text: string | null): readonly FieldError[] {
  const at = text === null ? -1 : loneSurrogateIn(text);
  if (text === null || at < 0) return [];
  const code = text.charCodeAt(at).toString(16);
  return [
    { field, detail: `expected well-formed Unicode, found the lone surrogate ${code} at offset ${at}` },
  ];
}

/** The offset (UTF-16 code units) of the first lone surrogate, or -1. */
function loneSurrogateIn(text: string): number {
  return text.search(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/);
}
