import { partitionFor, type MessageError, type RawArticle } from '@gazette/schemas';
import type { Headers, Published, Publisher } from '@gazette/runtime';
import type { SharedClock } from '../shared-clock.ts';
import { isRepeat, newerOf, stamp, withoutContent, type Draft, type Known, type Stamped } from '../stamp.ts';
import type { Indexed, LookUp } from './known-articles.ts';
import type { Settled } from './settled.ts';

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
 * Stamps drafts and publishes those that changed. Throws if Kafka is unavailable, or misconfigured (then a
 * `SetupError`); no draft has been accepted then.
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
  readonly settled: Settled;
  readonly raw: Publisher<RawArticle>;
  readonly clock: SharedClock;
  /** Resolves once the shared clock has its initial value. */
  readonly clockRead: () => Promise<void>;
}

type Found = ReadonlyMap<string, Indexed>;

/** How many recently accepted articles to remember at most. They may not be indexed yet. */
const MOST_REMEMBERED = 10_000;

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
  private readonly options: AcceptorOptions;
  /** What this process accepted, by article id. */
  private readonly recent = new Map<string, Known>();

  constructor(options: AcceptorOptions) {
    this.options = options;
  }

  async accept(
    arrivals: readonly Arrival[],
    confirmed?: () => Promise<void>,
  ): Promise<readonly Acceptance[]> {
    const { clock, clockRead, lookUp } = this.options;
    await clockRead();
    const drafts = arrivals.map(({ draft }) => draft);
    const indexed = await lookUp(drafts.map(({ id }) => id));
    const newest = await this.newestOfRepeats(drafts, indexed);
    // Read the time before confirming ownership. In the other order, a process suspended between the two
    // would stamp a later time than its ownership covers.
    const now = clock.now();
    await confirmed?.();
    const stamped = drafts.map((draft) => {
      const known = newest.get(draft.id) ?? withoutContent(indexed?.get(draft.id) ?? null);
      return this.stampAndReserve(draft, known, now);
    });
    return this.publish(stamped, arrivals);
  }

  /**
   * For each draft that seems to repeat an article: the article's newest accepted version, by id. Articles
   * whose newest version is not certain are left out. A fetched article has a single owner, so its newest
   * version is the newer of those in the index and in memory. A pushed article may have been corrected
   * through another instance, so only the index can tell, once nothing is in flight.
   */
  private async newestOfRepeats(drafts: readonly Draft[], indexed: Found | null): Promise<Found> {
    const repeats = drafts.filter((draft) =>
      isRepeat(draft, newerOf(indexed?.get(draft.id) ?? null, this.recent.get(draft.id) ?? null)),
    );
    const pushed = repeats.filter(({ producer }) => producer !== null);
    const newest = new Map(await this.lookUpSettled(pushed));
    for (const { id, producer } of repeats) {
      if (producer !== null) continue;
      const known = newerOf(this.recent.get(id) ?? null, indexed?.get(id) ?? null);
      if (known?.contentHash != null)
        newest.set(id, { ...known, contentHash: known.contentHash, producer: null });
    }
    return newest;
  }

  /** Looks up again those articles whose partitions have been indexed completely. */
  private async lookUpSettled(drafts: readonly Draft[]): Promise<Found> {
    if (drafts.length === 0) return new Map();
    const partitions = await this.options.settled(new Set(drafts.map(partitionOf)));
    const certain = drafts.filter((draft) => partitions.has(partitionOf(draft)));
    return (await this.options.lookUp(certain.map(({ id }) => id))) ?? new Map();
  }

  /**
   * Reserves the revision of a changed article. Its content hash is not remembered until Kafka has the
   * article.
   */
  private stampAndReserve(draft: Draft, known: Known | null, now: number): Stamped {
    const reserved = withoutContent(this.recent.get(draft.id) ?? null);
    const result = stamp(draft, newerOf(known, reserved), now);
    if (result.kind === 'changed') this.remember(result.article, null);
    return result;
  }

  private async publish(
    stamped: readonly Stamped[],
    arrivals: readonly Arrival[],
  ): Promise<readonly Acceptance[]> {
    const changed = stamped.flatMap((result, index) =>
      result.kind === 'changed' ? [{ value: result.article, headers: arrivals[index]?.headers ?? {} }] : [],
    );
    const published = (await this.options.raw.publish(changed)).values();
    return stamped.map((result): Acceptance => {
      if (result.kind === 'unchanged')
        return { outcome: 'unchanged', id: result.id, revision: result.revision };
      return this.acceptanceOf(result.article, published.next().value ?? neverPublished());
    });
  }

  private acceptanceOf(article: RawArticle, published: Published): Acceptance {
    if (published.outcome !== 'delivered') return published;
    const { id, revision, contentHash } = article;
    const { partition, offset, appendedAt } = published;
    if (appendedAt !== null) this.options.clock.saw(appendedAt);
    if (this.recent.get(id)?.revision === revision) this.remember(article, contentHash);
    return { outcome: 'delivered', id, revision, partition, offset };
  }

  private remember({ id, revision, kind }: RawArticle, contentHash: string | null): void {
    this.recent.delete(id);
    this.recent.set(id, { revision, contentHash, deleted: kind === 'delete' });
    for (const oldest of this.recent.keys()) {
      if (this.recent.size <= MOST_REMEMBERED) break;
      this.recent.delete(oldest);
    }
  }
}

function partitionOf({ id }: Draft): number {
  return partitionFor(id);
}

function neverPublished(): never {
  throw new Error('The publisher returned fewer results than the number of articles it was given.');
}
