import type { MessageError, RawArticle } from '@gazette/schemas';
import type { Headers, Published, Publisher } from '@gazette/runtime';
import { createRecentArticles } from '../recent-articles.ts';
import type { SharedClock } from '../shared-clock.ts';
import { newerOf, stamp, withoutContent, type Draft, type Known, type Stamped } from '../stamp.ts';
import type { IndexedPartitions } from './indexed-partitions.ts';
import type { LookUp } from './known-articles.ts';
import { newestVersions } from './newest-versions.ts';

/** A draft to accept, with the headers that travel with it. */
export interface Arrival {
  readonly draft: Draft;
  readonly headers: Headers;
}

/** The result for one draft. Nothing is published for `unchanged`. */
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
 * Stamps drafts and publishes those that changed. Throws a `SetupError` if Kafka or OpenSearch is
 * misconfigured, and another error if Kafka is unavailable. No result is reported then, but some articles may
 * have been stored; repeating is safe.
 *
 * @param confirmed checks that this instance still owns the partition of the drafts, and rejects otherwise.
 * Without it, a former owner that resumes after a pause could give an old text the newest revision.
 */
export type Accept = (
  arrivals: readonly Arrival[],
  confirmed?: () => Promise<void>,
) => Promise<readonly Acceptance[]>;

/** The dependencies of {@link createAcceptor}. */
export interface AcceptorOptions {
  readonly lookUp: LookUp;
  readonly indexedPartitions: IndexedPartitions;
  readonly rawArticles: Publisher<RawArticle>;
  readonly clock: SharedClock;
}

/**
 * The only way into `articles.raw`. Each draft is either given a revision and published, or reported
 * unchanged. A draft is reported unchanged only if no text newer than the one it repeats can still be in
 * flight to the index (ADR 14: docs/adr/0014-unchanged-only-when-nothing-is-under-way.md).
 */
export function createAcceptor(options: AcceptorOptions): Accept {
  const acceptor = new Acceptor(options);
  return (arrivals, confirmed) => acceptor.accept(arrivals, confirmed);
}

class Acceptor {
  readonly #options: AcceptorOptions;
  readonly #recent = createRecentArticles();

  constructor(options: AcceptorOptions) {
    this.#options = options;
  }

  async accept(
    arrivals: readonly Arrival[],
    confirmed?: () => Promise<void>,
  ): Promise<readonly Acceptance[]> {
    const { clock, indexedPartitions, lookUp } = this.#options;
    const recent = this.#recent;
    await clock.ready();
    const drafts = arrivals.map(({ draft }) => draft);
    const indexed = await lookUp(drafts.map(({ id }) => id));
    const newest = await newestVersions(drafts, indexed, { lookUp, indexedPartitions, recent });
    // Read the time before confirming ownership. In the other order, a process suspended between the two
    // would stamp a later time than its ownership covers.
    const now = clock.now();
    await confirmed?.();
    const stamped = drafts.map((draft) => {
      // Without a certain newest version, the content hash is dropped: the draft then always gets a new
      // revision.
      const known = newest.get(draft.id) ?? withoutContent(indexed?.get(draft.id) ?? null);
      return this.#stampAndReserve(draft, known, now);
    });
    return this.#publish(stamped, arrivals);
  }

  /** Reserves the new revision before publishing, so that no other draft can be given the same one. */
  #stampAndReserve(draft: Draft, known: Known | null, now: number): Stamped {
    // A newer revision reserved since then makes the known version uncertain; its hash is dropped as well.
    const reserved = withoutContent(this.#recent.get(draft.id));
    const result = stamp(draft, newerOf(known, reserved), now);
    if (result.kind === 'changed') this.#recent.reserve(result.article);
    return result;
  }

  async #publish(stamped: readonly Stamped[], arrivals: readonly Arrival[]): Promise<readonly Acceptance[]> {
    const changed = stamped.flatMap((result, index) =>
      result.kind === 'changed' ? [{ value: result.article, headers: arrivals[index]?.headers ?? {} }] : [],
    );
    const results = await this.#options.rawArticles.publish(changed);
    const published = results.values();
    return stamped.map((result): Acceptance => {
      if (result.kind === 'unchanged')
        return { outcome: 'unchanged', id: result.id, revision: result.revision };
      return this.#acceptanceOf(result.article, published.next().value ?? throwMissingResult());
    });
  }

  #acceptanceOf(article: RawArticle, published: Published): Acceptance {
    if (published.outcome !== 'delivered') return published;
    const { id, revision } = article;
    const { partition, offset } = published;
    this.#recent.markPublished(article);
    return { outcome: 'delivered', id, revision, partition, offset };
  }
}

function throwMissingResult(): never {
  throw new Error('The publisher returned fewer results than the number of articles it was given.');
}
