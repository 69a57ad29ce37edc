import type { Page } from '@gazette/schemas';
import type { Answer } from './http-result.ts';

/** The dependencies of {@link nextVisit}. */
export interface VisitClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** When recent articles are fetched again, in ascending seconds after their first fetch. */
  readonly revisitSeconds: readonly number[];
}

/** Older articles are rarely corrected, so they are not fetched again. */
const RECENT_MS = 48 * 60 * 60 * 1000;

/**
 * The next visit to the page, which looks for corrections; null after the last visit and for articles older
 * than two days. The request carries the validators of this visit, so that an unchanged page costs the site
 * only a 304.
 *
 * @param publishedAt milliseconds since the epoch; an undated article counts as recent, since its feed just
 *   listed it
 */
export function nextVisit(
  page: Page,
  { etag, lastModified }: Pick<Answer, 'etag' | 'lastModified'>,
  publishedAt: number | null,
  { now, random, revisitSeconds }: VisitClock,
): Page | null {
  const at = revisitSeconds[page.visit];
  if (at === undefined || (publishedAt !== null && now() - publishedAt > RECENT_MS)) return null;
  const seconds = at - (revisitSeconds[page.visit - 1] ?? 0);
  // Plus or minus a tenth, so that articles published together are not all fetched again together.
  const notBefore = now() + Math.round(seconds * 1000 * (0.9 + 0.2 * random()));
  return {
    ...page,
    visit: page.visit + 1,
    attempt: 0,
    redirects: 0,
    notBefore,
    ...sendable({ etag, lastModified }),
  };
}

/** Validators are untrusted text, so those that are too long are dropped. */
function sendable(validators: Pick<Answer, 'etag' | 'lastModified'>): Pick<Page, 'etag' | 'lastModified'> {
  const short = (text: string | null): string | null => (text !== null && text.length <= 1000 ? text : null);
  return { etag: short(validators.etag), lastModified: short(validators.lastModified) };
}
