import { z } from 'zod';
import { parseDate } from '../text/parse-date.ts';
import { parseJson } from '../text/parse-json.ts';
import { NotAFeedError, type FeedEntry, type ParsedFeed } from './parsed-feed.ts';
import { resolveUrl } from '../text/parse-xml.ts';
import { htmlToText, tidyLine, tidyLines } from '../text/plain-text.ts';

/** The most items that are read: as many as a sitemap may list. */
const MOST_ITEMS = 50_000;

const text = z.string().nullish().catch(null);
const author = z.object({ name: text }).nullish().catch(null);
const item = z.object({
  id: z.union([z.string(), z.number()]).nullish().catch(null),
  url: text,
  external_url: text,
  title: text,
  content_html: text,
  content_text: text,
  summary: text,
  date_published: text,
  date_modified: text,
  author,
  authors: z.array(author).nullish().catch(null),
});
const jsonFeed = z.object({
  version: z.string().nullish().catch(null),
  title: text,
  home_page_url: text,
  items: z.array(z.unknown()),
});

/**
 * JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/); an item that is not an object is skipped.
 */
export function toJsonFeed(json: string, url: string): ParsedFeed {
  const feed = jsonFeed.safeParse(parseJson(json));
  if (!feed.success) throw new NotAFeedError(url, json);
  const { title, home_page_url: site, items } = feed.data;
  return {
    title: blankToNull(tidyLine(title ?? '')),
    siteUrl: site ? resolveUrl(site, url) : null,
    ttlSeconds: null,
    sitemaps: [],
    entries: items.slice(0, MOST_ITEMS).flatMap((candidate) => {
      const parsed = item.safeParse(candidate);
      return parsed.success ? [toEntry(parsed.data, url)] : [];
    }),
  };
}

function toEntry(entry: z.infer<typeof item>, base: string): FeedEntry {
  const published = parseDate(entry.date_published ?? '');
  const updated = parseDate(entry.date_modified ?? '');
  const authors = (entry.authors ?? [entry.author]).flatMap((one) => one?.name ?? []);
  const written = published ?? updated;
  return {
    url: resolveUrl(entry.url ?? entry.external_url ?? '', base),
    id: entry.id === null || entry.id === undefined ? null : String(entry.id),
    title: blankToNull(tidyLine(entry.title ?? '')),
    summary: blankToNull(htmlToText(entry.summary ?? '')),
    byline: blankToNull(authors.map(tidyLine).join(', ')),
    publishedAt: written?.time ?? null,
    publishedAtPrecision: written?.precision ?? null,
    updatedAt: updated?.time ?? null,
    content: blankToNull(
      entry.content_text ? tidyLines(entry.content_text) : htmlToText(entry.content_html ?? ''),
    ),
  };
}

function blankToNull(value: string): string | null {
  return value === '' ? null : value;
}
