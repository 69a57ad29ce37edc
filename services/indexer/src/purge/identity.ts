/** What a producer calls an article: the external id, the URL, or both. */
export interface Identity {
  /** Null for fetched articles. */
  readonly producer: string | null;
  readonly externalId: string | null;
  readonly url: string | null;
}

/** Whether a producer's message names one of the articles. */
export function isOfArticle(message: Identity, articles: Iterable<Identity>): boolean {
  const { producer, externalId, url } = message;
  if (producer === null) return false;
  for (const article of articles) {
    if (article.producer !== producer) continue;
    if (externalId !== null && externalId === article.externalId) return true;
    if (externalId === null && url !== null && url === article.url) return true;
  }
  return false;
}
