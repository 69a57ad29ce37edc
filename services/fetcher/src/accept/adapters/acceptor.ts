import { partitionFor, type MessageError, type RawArticle } from '@gazette/schemas';
import type { Headers, Publisher } from '@gazette/runtime';
import type { SharedClock } from '../shared-clock.ts';
import { isRepeat, newerOf, stamp, withoutContent, type Draft, type Known } from '../stamp.ts';
import type { LookUp } from './known-articles.ts';
import type { Settled } from './settled.ts';

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

/**
 * Stamps drafts and publishes what changed. Throws when Kafka cannot take them now or the set-up forbids it (`SetupError`); nothing
 * counts as accepted then.
 *
 * @param confirmed of what came from a partition: rejects unless that is still ours. One who lost it would give an old text the newest
 * revision when it goes on at last.
 */
export type Accept = (
  arrivals: readonly Arrival[],
  confirmed?: () => Promise<void>,
) => Promise<readonly Acceptance[]>;

/** What the door to `articles.raw` acts through. */
export interface AcceptorOptions {
  readonly lookUp: LookUp;
  readonly settled: Settled;
  readonly raw: Publisher<RawArticle>;
  readonly clock: SharedClock;
  /** Settles when the clock has been read. */
  readonly clockRead: () => Promise<void>;
}

type Found = Awaited<ReturnType<LookUp>>;

/** Acceptances of this process remembered: what the index cannot know yet. */
const REMEMBERED = 10_000;

/** The one door to `articles.raw`. */
export function createAcceptor({ lookUp, settled, raw, clock, clockRead }: AcceptorOptions): Accept {
  const recent = new Map<string, Known>();

  function remember(id: string, known: Known): void {
    recent.delete(id);
    recent.set(id, known);
    for (const oldest of recent.keys()) {
      if (recent.size <= REMEMBERED) break;
      recent.delete(oldest);
    }
  }

  /**
   * What is certainly the newest that was accepted of those among the drafts that repeat what is known. Neither the index nor our
   * memory can tell it alone: another instance may have accepted a correction since, which is not indexed yet. What was fetched has
   * one instance that may fetch it: there the newer of the two is certain.
   */
  async function certainOf(drafts: readonly Draft[], known: Found): Promise<NonNullable<Found>> {
    const repeats = drafts.filter((draft) =>
      isRepeat(draft, newerOf(known?.get(draft.id) ?? null, recent.get(draft.id) ?? null)),
    );
    const fetched = repeats.filter(({ producer }) => producer === null);
    const pushed = repeats.filter(({ producer }) => producer !== null);
    const certain = new Map(await settledOf(pushed));
    for (const { id } of fetched) {
      const newest = newerOf(recent.get(id) ?? null, known?.get(id) ?? null);
      if (newest?.contentHash != null)
        certain.set(id, { ...newest, contentHash: newest.contentHash, producer: null });
    }
    return certain;
  }

  async function settledOf(repeats: readonly Draft[]): Promise<NonNullable<Found>> {
    if (repeats.length === 0) return new Map();
    const passed = await settled(new Set(repeats.map(partitionOf)));
    const sure = repeats.filter((draft) => passed.has(partitionOf(draft)));
    return (await lookUp(sure.map(({ id }) => id))) ?? new Map();
  }

  return async (arrivals, confirmed) => {
    await clockRead();
    const drafts = arrivals.map(({ draft }) => draft);
    const indexed = await lookUp(drafts.map(({ id }) => id));
    const certain = await certainOf(drafts, indexed);
    // Read before we are confirmed: frozen in between, we would stamp with the time of the thaw.
    const at = clock.now();
    await confirmed?.();
    const stamped = drafts.map((draft) => {
      const { id } = draft;
      const known = certain.get(id) ?? withoutContent(indexed?.get(id) ?? null);
      const result = stamp(draft, newerOf(known, withoutContent(recent.get(id) ?? null)), at);
      // Reserves the revision; the content counts as known only once Kafka has it.
      if (result.kind === 'changed') {
        const { revision, kind } = result.article;
        remember(id, { revision, contentHash: null, deleted: kind === 'delete' });
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
      if (sent.appendedAt !== null) clock.saw(sent.appendedAt);
      if (recent.get(id)?.revision === revision)
        remember(id, { revision, contentHash, deleted: kind === 'delete' });
      return { outcome: 'delivered', id, revision, partition: sent.partition, offset: sent.offset };
    });
  };
}

function partitionOf({ id }: Draft): number {
  return partitionFor(id);
}

function neverSent(): never {
  throw new Error('The publisher answered fewer results than it was given articles.');
}
