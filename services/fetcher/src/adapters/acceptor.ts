import type { MessageError, RawArticle } from '@gazette/schemas';
import type { Headers, Publisher } from '@gazette/runtime';
import { newerOf, stamp, type Draft, type Known } from '../stamp.ts';
import type { LookUp } from './known-articles.ts';

/** A draft on its way in, with the headers that travel with it. */
export interface Arrival {
  readonly draft: Draft;
  readonly headers: Headers;
}

/** How a draft ended. `unchanged` sent nothing on. */
export type Acceptance =
  | {
      readonly outcome: 'delivered';
      readonly id: string;
      readonly revision: number;
      readonly partition: number;
      readonly offset: string;
    }
  | { readonly outcome: 'unchanged'; readonly id: string; readonly revision: number }
  | { readonly outcome: 'refused'; readonly error: MessageError };

/** Stamps drafts and publishes what changed. Throws when Kafka cannot take them now; nothing counts as accepted then. */
export type Accept = (arrivals: readonly Arrival[]) => Promise<readonly Acceptance[]>;

/** Acceptances of this process remembered: what the index cannot know yet. */
const REMEMBERED = 50_000;

/** The one door to `articles.raw`. */
export function createAcceptor(lookUp: LookUp, raw: Publisher<RawArticle>, now: () => number): Accept {
  const recent = new Map<string, Known>();

  function remember(id: string, known: Known): void {
    recent.delete(id);
    recent.set(id, known);
    for (const oldest of recent.keys()) {
      if (recent.size <= REMEMBERED) break;
      recent.delete(oldest);
    }
  }

  return async (arrivals) => {
    const indexed = await lookUp(arrivals.map(({ draft }) => draft.id));
    const stamped = arrivals.map(({ draft }) => {
      const result = stamp(
        draft,
        newerOf(indexed?.get(draft.id) ?? null, recent.get(draft.id) ?? null),
        now(),
      );
      // Reserves the revision; the content counts as known only once Kafka has it.
      if (result.kind === 'changed') {
        remember(draft.id, {
          revision: result.article.revision,
          contentHash: null,
          deleted: draft.kind === 'delete',
        });
      }
      return result;
    });
    const changed = stamped.flatMap((result, place) =>
      result.kind === 'changed' ? [{ value: result.article, headers: arrivals[place]?.headers ?? {} }] : [],
    );
    const published = (await raw.publish(changed)).values();
    return stamped.map((result): Acceptance => {
      if (result.kind === 'unchanged')
        return { outcome: 'unchanged', id: result.id, revision: result.revision };
      const { id, revision, contentHash, kind } = result.article;
      const sent = published.next().value;
      if (sent?.outcome !== 'delivered') return sent ?? neverSent();
      if (recent.get(id)?.revision === revision)
        remember(id, { revision, contentHash, deleted: kind === 'delete' });
      return { outcome: 'delivered', id, revision, partition: sent.partition, offset: sent.offset };
    });
  };
}

function neverSent(): never {
  throw new Error('The publisher answered fewer results than it was given articles.');
}
