import {
  INBOX_MIGRATION,
  MessageError,
  SetupError,
  stages,
  topics,
  type IncomingArticle,
  type RawArticle,
} from '@gazette/schemas';
import {
  committedOffsets,
  subscriber,
  topicSettings,
  withAdmin,
  WRITTEN_AT_HEADER,
  writeTimeOf,
  type DeliveryResult,
  type Delivery,
  type Headers,
  type KafkaConfig,
  type Publisher,
  type Resource,
  type SubscriberOptions,
} from '@gazette/runtime';
import { toDeleteOf } from '../drafts.ts';
import { fromInbox, type InboxArticle, type InboxMessage, type UrlDelete } from '../from-inbox.ts';
import type { SharedClock } from '../shared-clock.ts';
import type { LookUp } from './known-articles.ts';
import type { UrlDeletes } from './url-deletes.ts';

/** The dependencies of {@link startInbox}. */
export interface InboxOptions extends Pick<SubscriberOptions<never, never>, 'health' | 'logger'> {
  readonly inbox: Publisher<IncomingArticle>;
  readonly rawArticles: Publisher<RawArticle>;
  /** Waits for the index. */
  readonly lookUp: LookUp;
  readonly urlDeletes: UrlDeletes;
  readonly clock: SharedClock;
}

/** How long instances of the release before may run beside this one. */
const SIDE_BY_SIDE_MS = 24 * 60 * 60 * 1000;

/**
 * Accepts the articles of `articles.inbox`. Nothing is looked up: the time of writing decides which text is
 * newest, so reading a message twice, late or in another order changes nothing (ADR 18:
 * docs/adr/0018-write-time-decides.md).
 */
export function startInbox(kafka: KafkaConfig, options: InboxOptions): Resource {
  const inbox = new Inbox(kafka, options);
  return subscriber(kafka, topics.inbox, {
    group: stages.inbox.group,
    prepare: () => inbox.checkAppendTime(),
    initialWrittenAt: () => inbox.initialWrittenAt(),
    transform: (article, message) =>
      fromInbox(article, {
        ...message,
        writtenAt: writeTimeOf(message),
        isSentAgain: WRITTEN_AT_HEADER in message.headers,
      }),
    deliver: (items) => inbox.deliver(items),
    health: options.health,
    logger: options.logger,
  });
}

class Inbox {
  readonly #kafka: KafkaConfig;
  readonly #options: InboxOptions;
  /** By partition, the articles of the latest millisecond. */
  readonly #newest = new Map<number, readonly RawArticle[]>();
  #hasAppendTime = false;

  constructor(kafka: KafkaConfig, options: InboxOptions) {
    this.#kafka = kafka;
    this.#options = options;
  }

  /** Throws a `SetupError` until `deploy` has migrated the topic. */
  async checkAppendTime(): Promise<void> {
    if (this.#hasAppendTime) return;
    const [inbox] = await topicSettings(this.#kafka, this.#options.logger, [topics.inbox.name]);
    const found = inbox?.effective['message.timestamp.type'];
    if (found !== 'LogAppendTime')
      throw new SetupError(
        `${topics.inbox.name}: expected message.timestamp.type=LogAppendTime, found ${found}.`,
        'Run `npx gazette deploy`.',
      );
    this.#hasAppendTime = true;
  }

  /**
   * Until this release, an article's revision was the time at which it was processed, which may be later than
   * a waiting correction was written. So while both releases may run, every waiting message counts as written
   * now. Later than that, messages without append time count as written at the migration.
   */
  async initialWrittenAt(): Promise<number> {
    const { clock, logger } = this.#options;
    const { group, deployed, takenOver } = INBOX_MIGRATION;
    const topic = topics.inbox.name;
    const noted = await committedOffsets(this.#kafka, logger, { group, topic });
    const timeOf = (partition: number): number => Number(noted.get(partition)?.offset ?? 0n);
    const migratedAt = timeOf(deployed);
    if (migratedAt === 0) return 0;
    await clock.ready();
    const now = clock.now();
    if (timeOf(takenOver) === 0) await this.#noteTakeover(now);
    return now - (timeOf(takenOver) || now) < SIDE_BY_SIDE_MS ? now : migratedAt;
  }

  async #noteTakeover(now: number): Promise<void> {
    const { prefix } = this.#kafka;
    const { group, takenOver } = INBOX_MIGRATION;
    const partitions = [{ partition: takenOver, offset: String(now) }];
    await withAdmin(this.#kafka, this.#options.logger, (admin) =>
      admin.setOffsets({ groupId: prefix + group, topic: prefix + topics.inbox.name, partitions }),
    );
  }

  /** Publishes in order: of two messages written in the same millisecond the later one must win. */
  async deliver(items: readonly Delivery<InboxMessage>[]): Promise<readonly DeliveryResult[]> {
    const results: DeliveryResult[] = [];
    let articles: Delivery<RawArticle>[] = [];
    // When one delete by URL has waited in vain, the next ones need not wait too.
    let mayWait = true;
    for (const { value, headers } of items) {
      if (value.kind === 'article' && !(await this.#wouldReplaceAnother(value))) {
        this.#rememberAt(value);
        articles.push({ value: value.article, headers });
        continue;
      }
      results.push(...(await this.#options.rawArticles.publish(articles)));
      articles = [];
      const result: DeliveryResult =
        value.kind === 'article' ? replaced(value.article) : await this.#deleteAt(value, headers, mayWait);
      mayWait &&= result.outcome !== 'rescheduled';
      results.push(result);
    }
    return [...results, ...(await this.#options.rawArticles.publish(articles))];
  }

  /** A delete that must wait is written to the inbox again with its time, so that it holds up no other message. */
  async #deleteAt(urlDelete: UrlDelete, headers: Headers, mayWait: boolean): Promise<DeliveryResult> {
    const { producer, url, writtenAt } = urlDelete;
    const { urlDeletes } = this.#options;
    if (urlDeletes.isOutdated(urlDelete)) return { outcome: 'unchanged' };
    const sameTime = this.#writtenWith(urlDelete);
    const found = await urlDeletes.find(urlDelete, mayWait);
    const ids = new Set([...sameTime, ...(found?.ids ?? [])]);
    const deletes = [...ids].map((id) => ({
      value: { ...toDeleteOf(id, { via: 'inbox', producer }), url, revision: writtenAt },
      headers,
    }));
    const refused = (await this.#options.rawArticles.publish(deletes)).find(
      ({ outcome }) => outcome === 'refused',
    );
    if (refused) return refused;
    if (found === null) {
      const again = { ...headers, [WRITTEN_AT_HEADER]: String(writtenAt) };
      const [result] = await this.#options.inbox.publish([{ value: deleteOf(url), headers: again }]);
      if (result?.outcome === 'refused') return result;
      if (result) urlDeletes.writtenTo(urlDelete, result);
      return { outcome: 'rescheduled' };
    }
    if (ids.size > 0) return { outcome: 'delivered' };
    return found.isKnownUrl ? { outcome: 'unchanged' } : noArticle(producer, url);
  }

  /**
   * Whether the index holds another text of the same revision. Messages of one batch have one time, and the
   * last one sent wins; which of them was sent again is not known.
   */
  async #wouldReplaceAnother({ article, isSentAgain }: InboxArticle): Promise<boolean> {
    if (!isSentAgain) return false;
    const known = (await this.#options.lookUp([article.id]))?.get(article.id);
    return known?.revision === article.revision && known.contentHash !== article.contentHash;
  }

  #rememberAt({ partition, article }: InboxArticle): void {
    const known = this.#newest.get(partition) ?? [];
    const sameTime = known.filter(({ revision }) => revision === article.revision);
    this.#newest.set(partition, [...sameTime, article]);
  }

  /** Ids of the articles under a delete's URL that were written before it in its partition and millisecond. */
  #writtenWith({ partition, producer, url, writtenAt }: UrlDelete): readonly string[] {
    const known = this.#newest.get(partition) ?? [];
    return known
      .filter(
        (article) => article.revision === writtenAt && article.producer === producer && article.url === url,
      )
      .map(({ id }) => id);
  }
}

/** The message that deletes everything under a URL. */
function deleteOf(url: string): IncomingArticle {
  const nothing = { externalId: null, source: null, byline: null, language: null };
  const undated = { publishedAt: null, publishedAtPrecision: null, modifiedAt: null };
  return { kind: 'delete', url, title: '', body: '', ...nothing, ...undated };
}

function replaced({ id, revision }: RawArticle): DeliveryResult {
  const found = `Expected no other text of article ${id} with the time ${revision}, found one that it would replace.`;
  return { outcome: 'refused', error: new MessageError('same-time', found) };
}

function noArticle(producer: string, url: string): DeliveryResult {
  const found = `Expected an article that ${producer} published under ${url}, found none.`;
  return { outcome: 'refused', error: new MessageError('no-such-article', found) };
}
