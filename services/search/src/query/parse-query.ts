import type { InstantRange } from '@gazette/schemas';
import { z } from 'zod';
import { many, one, parseParameters } from './parameters.ts';
import { after, period, periodRange, size, words } from './query-fields.ts';

const views = ['whole', 'summary'] as const;
const orders = ['relevance', 'published', 'oldest'] as const;

/** The sort order: best match, newest or oldest first. */
export type Order = (typeof orders)[number];

/** The query parameters of GET /api/articles. */
export const articleParameters = {
  text: many(
    words.describe(
      'Words that must all occur in title or body. Supports "a phrase", a | b, -not and prefix*.',
    ),
  ),
  person: many(words.describe('A person’s id or name; a name matches every person who has it.')),
  issue: many(words.describe('An issue’s id, the start of an id, or words of its label.')),
  from: many(period.describe('Published on or after the start of this date.')),
  to: many(period.describe('Published on or before the end of this date.')),
  mentions: many(
    periodRange.describe(
      'The text mentions a date in this date or range (2027, 2025-W09, 2025-02-01..2025-03-01).',
    ),
  ),
  source: many(words.describe('The exact name of the outlet.')),
  story: many(words.describe('The storyId shared by copies of one story.')),
  size: one(size.describe('How many articles to return, 0 to 100; 20 by default.')),
  after: one(after.describe('The `next` of the previous page.')),
  sort: one(
    z
      .enum(orders, `expected one of ${orders.join(', ')}`)
      .describe('relevance is the default with text, otherwise published (newest first).'),
  ),
  view: one(
    z
      .enum(views, `expected one of ${views.join(', ')}`)
      .describe('whole (default): complete documents; summary: without `annotations`.'),
  ),
};

/** A parsed article query; all conditions are combined with AND. */
export interface ArticleQuery {
  readonly texts: readonly string[];
  readonly persons: readonly string[];
  readonly issues: readonly string[];
  /** Inclusive ISO instants. */
  readonly publishedFrom: readonly string[];
  readonly publishedTo: readonly string[];
  readonly mentions: readonly InstantRange[];
  readonly sources: readonly string[];
  readonly stories: readonly string[];
  readonly size: number;
  readonly after: string | null;
  readonly order: Order;
  readonly view: (typeof views)[number];
}

/** Parses the query string of GET /api/articles. Throws a 400 problem that names each invalid parameter. */
export function parseQuery(query: URLSearchParams): ArticleQuery {
  const values = parseParameters(articleParameters, query);
  return {
    texts: values.text,
    persons: values.person,
    issues: values.issue,
    publishedFrom: values.from.map((range) => range.gte),
    publishedTo: values.to.map((range) => range.lte),
    mentions: values.mentions,
    sources: values.source,
    stories: values.story,
    size: values.size ?? 20,
    after: values.after ?? null,
    order: values.sort ?? (values.text.length > 0 ? 'relevance' : 'published'),
    view: values.view ?? 'whole',
  };
}
