import type { IncomingArticle, Precision } from '@gazette/schemas';
import { z } from 'zod';
import { LANGUAGE_TAG, LONGEST, validateArticle, type FieldError } from './validate-article.ts';

/** A submission that could be read, or what is wrong with it. */
export type Submission =
  | { readonly ok: true; readonly article: IncomingArticle }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** ISO 8601 calendar date, or date and time with a zone (RFC 3339). */
const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})$/;

const text = (longest: number) => z.string().max(longest);
const optional = (longest: number) => text(longest).min(1).nullish();
const dateText = z
  .string()
  .refine(isDate, 'expected a date (2025-02-27) or a date and time with a zone (2025-02-27T09:30:00Z)')
  .describe('2025, 2025-02, 2025-02-27 or 2025-02-27T09:30:00Z; from the year 1500 to two days from now');

/** What a producer may send to `POST /articles`. Lengths are in UTF-16 code units. */
export const submissionSchema = z.strictObject({
  externalId: optional(LONGEST.externalId),
  url: optional(LONGEST.url),
  source: optional(LONGEST.source),
  title: text(LONGEST.title).min(1),
  body: text(LONGEST.body).min(1),
  byline: optional(LONGEST.byline),
  language: z.string().regex(LANGUAGE_TAG, 'expected a BCP 47 tag such as en or en-GB').nullish(),
  publishedAt: dateText.nullish(),
  modifiedAt: dateText.nullish(),
});

/**
 * Reads one submitted article. Unknown fields, wrong types, invalid and future dates are errors that state
 * the field, the expected value and the value found.
 *
 * @param now milliseconds since the epoch
 */
export function parseSubmission(json: unknown, now: number): Submission {
  const result = submissionSchema.safeParse(json);
  if (!result.success)
    return { ok: false, errors: result.error.issues.flatMap((issue) => toErrors(issue, json)) };
  const { externalId, url, source, title, body, byline, language, publishedAt, modifiedAt } = result.data;
  const article: IncomingArticle = {
    kind: 'upsert',
    externalId: externalId ?? null,
    url: url ?? null,
    source: source ?? null,
    title,
    body,
    byline: byline ?? null,
    language: language ?? null,
    publishedAt: publishedAt ? toTime(publishedAt) : null,
    publishedAtPrecision: publishedAt ? precisionOf(publishedAt) : null,
    modifiedAt: modifiedAt ? toTime(modifiedAt) : null,
  };
  const errors = validateArticle(article, now);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, article };
}

function isDate(value: string): boolean {
  if (!DATE.test(value) && !DATE_TIME.test(value)) return false;
  const time = toTime(value);
  // `Date.parse` would read `2025-02-30` as the second of March.
  const day = value.slice(0, 10);
  return (
    !Number.isNaN(time) && (day.length < 10 || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day))
  );
}

function toTime(value: string): number {
  return Date.parse(value.replace(' ', 'T'));
}

function precisionOf(value: string): Precision {
  if (value.length === 4) return 'year';
  if (value.length === 7) return 'month';
  if (value.length === 10) return 'day';
  return /[Tt ]\d{2}:\d{2}:/.test(value) ? 'second' : 'minute';
}

function toErrors(issue: z.core.$ZodIssue, json: unknown): readonly FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    const expected = Object.keys(submissionSchema.shape).join(', ');
    return issue.keys.map((field) => ({
      field,
      detail: `expected one of ${expected}, found an unknown field`,
    }));
  }
  const field = issue.path.join('.') || '(article)';
  return [
    {
      field,
      detail: `${issue.message.replace(/^Invalid input: /, '')}, found ${describe(json, issue.path)}`,
    },
  ];
}

function describe(json: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  if (value === undefined) return 'nothing';
  if (typeof value === 'string' && value.length > 60) return `${value.length} characters`;
  return JSON.stringify(value).slice(0, 60);
}
