import type { QuoteEntry } from '@gazette/schemas';
import { z } from 'zod';
import { readCursor, writeCursor } from '../query/cursor.ts';
import { articleSchema } from '../api/document-schemas.ts';
import type { Ask, EngineRequest, Hit } from '../engine.ts';
import type { Honorifics } from '../query/names.ts';
import { many, one, type Values } from '../query/parameters.ts';
import { after, period, size, words } from '../query/query-fields.ts';
import { resolutionSchema, resolvePerson } from '../query/resolve-person.ts';
import { MATCH_END, MATCH_START, segmentSchema, toSegments } from '../query/segments.ts';
import { YEAR_1_MS } from './to-search-request.ts';

/** The query parameters of GET /api/quotes. */
export const quoteParameters = {
  speaker: one(words.describe('Who said it: a person’s id or name.')),
  text: many(words.describe('Words that must all occur in the quote.')),
  from: one(period.describe('Published on or after the start of this date.')),
  to: one(period.describe('Published on or before the end of this date.')),
  size: one(size.describe('How many articles to take quotes from, 0 to 100; 20 by default.')),
  after: one(after.describe('The `next` of the previous page.')),
};

/** The article of a quote or a profile, with the fields that identify it. */
export const listedArticleSchema = articleSchema.pick({
  id: true,
  title: true,
  url: true,
  source: true,
  publishedAt: true,
  publishedAtPrecision: true,
});

/** See `listedArticleSchema`. */
export type ListedArticle = z.infer<typeof listedArticleSchema>;

/** The fields of `ListedArticle`. */
export const listedFields = Object.keys(listedArticleSchema.shape);

/** A quote with its article. */
export const quoteSchema = z.object({
  text: z.array(segmentSchema),
  speakerId: z.string().nullable(),
  speakerName: z.string().nullable(),
  confidence: z.number(),
  article: listedArticleSchema,
});

/** The response of GET /api/quotes. */
export const quotesAnswerSchema = z.object({
  articles: z.number().describe('How many articles contain matching quotes.'),
  quotes: z.array(quoteSchema),
  resolved: z.object({ speaker: resolutionSchema.nullable() }),
  next: z.string().nullable(),
});

/** Finds quotes by speaker and words, newest articles first. */
export async function searchQuotes(
  ask: Ask,
  honorifics: Honorifics,
  values: Values<typeof quoteParameters>,
): Promise<z.infer<typeof quotesAnswerSchema>> {
  const speaker = values.speaker === undefined ? null : await resolvePerson(ask, honorifics, values.speaker);
  const limit = values.size ?? 20;
  const { hits } = await ask(
    toQuotesRequest(values, speaker?.matches.map((match) => match.id) ?? null, limit),
  );
  const last = hits.hits.at(-1);
  return {
    articles: hits.total.value,
    quotes: hits.hits.flatMap(toQuotes),
    resolved: { speaker },
    next: last?.sort && hits.hits.length === limit ? writeCursor('quotes', last.sort) : null,
  };
}

function toQuotesRequest(
  { text, from, to, after: cursor }: Values<typeof quoteParameters>,
  speakerIds: readonly string[] | null,
  limit: number,
): EngineRequest<ListedArticle, undefined> {
  const said = [
    { exists: { field: 'quotes.text' } },
    ...(speakerIds === null ? [] : [{ terms: { 'quotes.speakerId': speakerIds } }]),
  ];
  const matches = text.map((query) => ({ match: { 'quotes.text': { query, operator: 'and' } } }));
  const quotes = {
    path: 'quotes',
    query: { bool: { filter: said, must: matches } },
    inner_hits: {
      size: 50,
      sort: [{ _doc: 'asc' }],
      highlight: {
        pre_tags: [MATCH_START],
        post_tags: [MATCH_END],
        fields: { 'quotes.text': { number_of_fragments: 0 } },
      },
    },
  };
  const published = [
    ...(from ? [{ range: { publishedAt: { gte: from.gte } } }] : []),
    ...(to ? [{ range: { publishedAt: { lte: to.lte } } }] : []),
  ];
  return {
    index: 'articles',
    body: {
      size: limit,
      track_total_hits: true,
      _source: listedFields,
      query: { bool: { filter: [...published, { nested: quotes }] } },
      sort: [{ publishedAt: { order: 'desc', missing: YEAR_1_MS } }, { id: 'asc' }],
      ...(cursor === undefined ? {} : { search_after: readCursor('quotes', cursor) }),
    },
  };
}

function toQuotes({ _source, inner_hits }: Hit<ListedArticle>): z.infer<typeof quoteSchema>[] {
  const quotes = (inner_hits?.['quotes']?.hits.hits ?? []) as readonly Hit<QuoteEntry>[];
  return quotes.map((quote) => {
    const marked = quote.highlight?.['quotes.text'] ?? [quote._source.text];
    const { speakerId, speakerName, confidence } = quote._source;
    return { text: marked.flatMap(toSegments), speakerId, speakerName, confidence, article: { ..._source } };
  });
}
