import { paragraphsOf, type NewsroomArticle } from './parse-article.ts';

/** The outlet's name, on pages and in feeds. */
export const OUTLET = 'The Sample Courier';

/** Text made safe for HTML and XML, in elements and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** What feeds and social cards say of a story: its first paragraph, at most 280 characters. */
export function summaryOf(article: NewsroomArticle): string {
  const lead = paragraphsOf(article.body)[0] ?? '';
  return lead.length <= 280 ? lead : `${lead.slice(0, lead.lastIndexOf(' ', 279))}…`;
}

/** When the story last changed: its correction, else its publication. */
export function changedAt(article: NewsroomArticle): Date {
  return new Date(article.modifiedAt ?? article.publishedAt);
}
