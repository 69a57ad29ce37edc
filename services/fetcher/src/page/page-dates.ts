import { parseDate, type ParsedDate } from '../parse-date.ts';
import { stringsOf } from './json-ld.ts';
import { metaOf, type PageDocument } from './page-document.ts';

export interface PageDate extends ParsedDate {
  readonly text: string;
  readonly source: 'json-ld' | 'meta' | 'url' | 'text';
}

export function findDates(
  page: PageDocument,
  now: number,
): { published: PageDate | null; modified: number | null } {
  const m = metaOf(page, ['article:published_time']) ?? stringsOf(page.article?.['datePublished'])[0];
  const d = m ? parseDate(m) : null;
  return { published: d && d.time <= now ? { ...d, text: m ?? '', source: 'meta' } : null, modified: null };
}
