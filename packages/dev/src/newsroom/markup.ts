import { paragraphsOf, type NewsroomArticle } from './parse-article.ts';

/** The outlet's name on pages and in feeds. */
export const OUTLET = 'The Sample Courier';

/** Escapes text for elements and quoted attributes of HTML and XML. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The summary in feeds and social cards: the first paragraph, at most 280 characters. */
export function summaryOf(article: NewsroomArticle): string {
  const lead = paragraphsOf(article.body)[0] ?? '';
  return lead.length <= 280 ? lead : `${lead.slice(0, lead.lastIndexOf(' ', 279))}…`;
}

/** The time of the correction, otherwise of the publication. */
export function changedAt(article: NewsroomArticle): Date {
  return new Date(article.modifiedAt ?? article.publishedAt);
}
