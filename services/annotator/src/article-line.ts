import type { RawArticle } from '@gazette/schemas';
import { z } from 'zod';

/** An article as the `annotate` command reads it, or why the line cannot be read. */
export type ArticleLine =
  | { readonly id: string | number; readonly article: RawArticle }
  | { readonly id: string | number | null; readonly error: string };

const lineId = z.union([z.string(), z.number()]);

const articleLine = z.object({
  id: lineId,
  title: z.string().nullish(),
  body: z.string(),
  publishedAt: z.string().nullish(),
  language: z.string().nullish(),
});

/** Reads one line: JSON `{id, title?, body, publishedAt?, language?}`. Never throws. */
export function parseArticleLine(line: string): ArticleLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { id: null, error: `expected a JSON object, found ${JSON.stringify(line.slice(0, 60))}` };
  }
  const parsed = articleLine.safeParse(value);
  if (!parsed.success) return { id: idOf(value), error: problemsOf(parsed.error) };
  const { id, title, body, publishedAt, language } = parsed.data;
  const instant = publishedAt == null || publishedAt.trim() === '' ? null : parseInstant(publishedAt);
  if (Number.isNaN(instant))
    return {
      id,
      error: `publishedAt: expected YYYY-MM-DD or an ISO 8601 date-time, found ${JSON.stringify(publishedAt)}`,
    };
  return { id, article: toArticle(String(id), title ?? '', body, instant, language ?? null) };
}

/**
 * Milliseconds since the epoch. A day is its midnight; a time without a zone is in UTC. NaN for anything
 * else.
 */
function parseInstant(text: string): number {
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text))
    return Number.NaN;
  const zoned = text.length === 10 || /(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice(10)) ? text : `${text}Z`;
  const instant = Date.parse(
    zoned
      .replace(' ', 'T')
      .replace(',', '.')
      .replace(/([+-]\d\d)(\d\d)$/, zoned.length > 10 ? '$1:$2' : '$&'),
  );
  const day = Date.parse(text.slice(0, 10));
  return Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== text.slice(0, 10)
    ? Number.NaN
    : instant;
}

function toArticle(
  id: string,
  title: string,
  body: string,
  publishedAt: number | null,
  language: string | null,
): RawArticle {
  return {
    id,
    revision: 0,
    kind: 'upsert',
    via: 'unknown',
    producer: null,
    externalId: null,
    url: null,
    source: null,
    title,
    body,
    byline: null,
    language,
    publishedAt,
    publishedAtSource: null,
    publishedAtPrecision: null,
    modifiedAt: null,
    contentHash: '',
  };
}

function idOf(value: unknown): string | number | null {
  const parsed = z.object({ id: lineId }).safeParse(value);
  return parsed.success ? parsed.data.id : null;
}

function problemsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`).join('; ');
}
