import type { RawArticle } from '@gazette/schemas';

/** An article without its revision. */
export type Draft = Omit<RawArticle, 'revision'>;

/** What is already known of an article. */
export interface Known {
  readonly revision: number;
  /** Null when it is not certain that this revision holds the newest accepted content. */
  readonly contentHash: string | null;
  readonly deleted: boolean;
}

/** Either the known revision of an article that has not changed, or the article as a new revision. */
export type Stamped =
  | { readonly kind: 'unchanged'; readonly id: string; readonly revision: number }
  | { readonly kind: 'changed'; readonly article: RawArticle };

/**
 * Gives a draft its revision: the known one when nothing changed, otherwise `max(now, known + 1)`. Neither a
 * skewed clock nor two corrections within a millisecond can hide the newer text. A page that is fetched again
 * never restores a deleted article.
 *
 * @param now milliseconds since the epoch
 */
export function stamp(draft: Draft, known: Known | null, now: number): Stamped {
  if (known !== null && (isRepeat(draft, known) || (known.deleted && draft.producer === null)))
    return { kind: 'unchanged', id: draft.id, revision: known.revision };
  const revision = known === null ? now : Math.max(now, known.revision + 1);
  return { kind: 'changed', article: { ...draft, revision } };
}

/** Whether a draft repeats what is known. */
export function isRepeat(draft: Draft, known: Known | null): boolean {
  if (known === null || known.contentHash === null) return false;
  const isDelete = draft.kind === 'delete';
  return known.deleted === isDelete && (isDelete || known.contentHash === draft.contentHash);
}

/** The one with the newer revision; the first if they are equal. */
export function newerOf(a: Known | null, b: Known | null): Known | null {
  if (a === null || b === null) return a ?? b;
  return b.revision > a.revision ? b : a;
}

/** The same revision, with its content unknown. */
export function withoutContent(known: Known | null): Known | null {
  return known === null ? null : { ...known, contentHash: null };
}
