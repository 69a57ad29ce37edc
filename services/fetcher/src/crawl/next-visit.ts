import type { Page } from '@gazette/schemas';
import type { Answer } from './http-result.ts';

/** What a re-visit depends on beside the page. */
export interface VisitClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** When recent articles are fetched again, in ascending seconds after their first fetch. */
  readonly revisitSeconds: readonly number[];
}

/** Older articles are hardly corrected any more: not fetched again, in milliseconds. */
const RECENT_MS = 48 * 60 * 60 * 1000;

/**
 * The page as it is fetched again to see corrections, or null after the last time and for articles that were not published within two
 * days. It is asked with the validators of this visit, so that an unchanged page costs its site an empty answer.
 *
 * @param publishedAt milliseconds since the epoch; an article without a date counts as recent, since its feed just showed it
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
  // Plus or minus a tenth, so that what was published together is not asked for together again.
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

/** Validators are strangers' texts: what is too long to be one is left out. */
function sendable(validators: Pick<Answer, 'etag' | 'lastModified'>): Pick<Page, 'etag' | 'lastModified'> {
  const short = (text: string | null): string | null => (text !== null && text.length <= 1000 ? text : null);
  return { etag: short(validators.etag), lastModified: short(validators.lastModified) };
}
