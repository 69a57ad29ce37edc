import type { Page } from '@gazette/schemas';
import { retryForever, type Lane, type Publisher, type RetryContext } from '@gazette/runtime';
import type { Accept } from '../../accept/adapters/acceptor.ts';
import type { Draft } from '../../accept/stamp.ts';
import type { Fetched } from '../fetch-page.ts';
import { untilAborted } from './feed-poller.ts';
import type { HostAssignment } from './host-gate.ts';

/** The dependencies of {@link PageDelivery}. */
export interface PageDeliveryOptions {
  readonly accept: Accept;
  readonly assignment: HostAssignment;
  readonly context: RetryContext;
  readonly lane: Pick<Lane, 'closing'>;
  readonly pages: Pick<Publisher<Page>, 'publish'>;
  /** Resolves when everything that the previous owner accepted is indexed. */
  readonly previousOwnerIndexed: Promise<void>;
}

/** Delivers fetched pages of a partition: accepts their articles and publishes their next visits. */
export class PageDelivery {
  readonly #options: PageDeliveryOptions;
  /** Articles being accepted, by id. A second message for an article waits for the first. */
  readonly #accepting = new Map<string, Promise<unknown>>();
  readonly #previousOwnerIndexedOrClosing: Promise<void>;
  #isPreviousOwnerIndexed = false;

  constructor(options: PageDeliveryOptions) {
    this.#options = options;
    this.#previousOwnerIndexedOrClosing = Promise.race([
      options.previousOwnerIndexed,
      untilAborted(options.lane.closing),
    ]);
    void options.previousOwnerIndexed.then(() => {
      this.#isPreviousOwnerIndexed = true;
    });
  }

  /** Throws a `MessageError` if the page, its article or its next visit is refused permanently. */
  async deliver(fetched: Fetched): Promise<'delivered' | 'unchanged' | 'rescheduled'> {
    if (fetched.kind === 'refused') throw fetched.error;
    if (fetched.kind === 'again') {
      await this.#publish(fetched.page);
      return 'rescheduled';
    }
    const outcome = fetched.kind === 'article' ? await this.#accept(fetched.draft) : 'unchanged';
    if (fetched.next) await this.#publish(fetched.next);
    return outcome;
  }

  async #accept(draft: Draft): Promise<'delivered' | 'unchanged'> {
    const { accept, assignment, context } = this.#options;
    await this.#previousOwnerIndexedOrClosing;
    if (!this.#isPreviousOwnerIndexed)
      throw new Error('The lane closed before everything that the previous owner accepted was indexed.');
    const [result] = await this.#afterSameArticle(draft.id, () =>
      retryForever(() => accept([{ draft, headers: {} }], assignment.confirmed), context),
    );
    if (result?.outcome === 'refused') throw result.error;
    return result?.outcome ?? 'delivered';
  }

  async #afterSameArticle<T>(id: string, work: () => Promise<T>): Promise<T> {
    const earlier = this.#accepting.get(id);
    const current = earlier ? earlier.then(work, work) : work();
    this.#accepting.set(id, current);
    try {
      return await current;
    } finally {
      if (this.#accepting.get(id) === current) this.#accepting.delete(id);
    }
  }

  /** Throws if Kafka refuses the page permanently, so that it becomes a dead letter instead of being lost. */
  async #publish(page: Page): Promise<void> {
    const { assignment, context, pages } = this.#options;
    const [result] = await retryForever(async () => {
      await assignment.confirmed();
      return pages.publish([{ value: page }]);
    }, context);
    if (result?.outcome === 'refused') throw result.error;
  }
}
