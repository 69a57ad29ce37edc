import type { Client } from '@opensearch-project/opensearch';
import { ALL_PARTITIONS, indexNames, stages, topics, type RawArticle, type Topic } from '@gazette/schemas';
import { processedPartitions, publisher, type KafkaConfig, type Logger } from '@gazette/runtime';
import { derivePersons } from '../../persons/adapters/derive-persons.ts';
import { KnownArticles } from '../known-articles.ts';
import { toMarker } from '../to-marker.ts';
import { findOtherCopies, type OtherCopies } from './other-copies.ts';
import { readHistory } from './read-history.ts';
import { createStoredArticles, type Stored } from './stored-articles.ts';
import { findStoredCopies, removeStoredCopies, type StoredCopies } from './stored-copies.ts';

/** What the purge works with. */
export interface PurgeOptions {
  readonly client: Client;
  readonly kafka: KafkaConfig;
  readonly logger: Logger;
  /** Only finds out what would be removed. */
  readonly dryRun: boolean;
}

/** What was removed, and what is left. */
export interface Purged {
  /** Articles with a marker. */
  readonly articles: readonly string[];
  /** Ids that neither the index nor the topics know. */
  readonly unknown: readonly string[];
  /** Articles that were deleted for the purge; the others were deleted before. */
  readonly deleted: number;
  /** Tombstones written, by topic. */
  readonly tombstones: Readonly<Record<string, number>>;
  readonly deadLetters: number;
  readonly idempotencyKeys: number;
  /** What the final check found; empty when nothing is left. */
  readonly left: readonly string[];
  readonly otherCopies: OtherCopies;
}

/** The longest wait until everything written before the delete is indexed. */
const INDEXED_WITHIN_MS = 10 * 60_000;
const PERSONS_PER_QUERY = 200;

/**
 * Removes every text of some articles and leaves markers without text, so that no replay can restore them.
 * Repeating an interrupted purge is safe. Throws when an engine is away, or when the pipeline does not index
 * the deletes within ten minutes.
 */
export async function purge(options: PurgeOptions, ids: readonly string[]): Promise<Purged> {
  const running = new Purge(options, new Set(ids));
  try {
    return await running.run();
  } finally {
    await running.stop();
  }
}

class Purge {
  readonly #options: PurgeOptions;
  readonly #ids: ReadonlySet<string>;
  readonly #raw;
  readonly #annotated;
  readonly #known = new KnownArticles();
  readonly #persons = new Set<string>();

  constructor(options: PurgeOptions, ids: ReadonlySet<string>) {
    this.#options = options;
    this.#ids = ids;
    this.#raw = publisher(options.kafka, topics.raw, options.logger);
    this.#annotated = publisher(options.kafka, topics.annotated, options.logger);
  }

  async run(): Promise<Purged> {
    const { client, kafka, logger, dryRun } = this.#options;
    await this.#learn();
    const deleted = await this.#delete();
    if (!dryRun) await this.#untilIndexed();
    // First the texts that can be annotated again, then what was annotated: see ADR 19.
    const raw = await this.#removeRevisions(topics.raw, this.#raw);
    const annotated = await this.#removeRevisions(topics.annotated, this.#annotated);
    const copies = await this.#copies();
    if (!dryRun) {
      await removeStoredCopies(client, kafka.prefix, copies);
      await this.#derivePersons();
    }
    return {
      articles: [...this.#known.keys()],
      unknown: [...this.#ids].filter((id) => !this.#known.has(id)),
      deleted,
      tombstones: { [topics.raw.name]: raw, [topics.annotated.name]: annotated },
      deadLetters: copies.deadLetters.length,
      idempotencyKeys: copies.idempotencyKeys.length,
      left: dryRun ? [] : await this.#check(),
      otherCopies: await findOtherCopies(client, kafka, logger),
    };
  }

  async stop(): Promise<void> {
    await this.#raw.stop();
    await this.#annotated.stop();
  }

  /** Reads the newest revision of each article from the index and `articles.raw`. */
  async #learn(): Promise<void> {
    const { client, kafka, logger } = this.#options;
    const indexed = await createStoredArticles(client, kafka.prefix).get([...this.#ids]);
    for (const [id, stored] of indexed) this.#known.take(id, stored, stored.via, stored.deleted);
    await readHistory(kafka, logger, topics.raw, {
      ids: this.#ids,
      label: 'read articles.raw',
      onValue: (article) => {
        this.#known.take(article.id, article, article.via, article.kind === 'delete');
      },
    });
  }

  /** Publishes a delete of each article that is not deleted yet; returns how many. */
  async #delete(): Promise<number> {
    const live = [...this.#known].filter(([, { deleted }]) => !deleted);
    if (live.length === 0 || this.#options.dryRun) return live.length;
    const now = await this.#brokerTime();
    const markers = live.map(([id, { identity, via, revision }]) =>
      toMarker(id, { ...identity, via, revision: Math.max(now, revision + 1) }),
    );
    for (const result of await this.#raw.publish(markers.map((value) => ({ value }))))
      if (result.outcome === 'refused') throw result.error;
    for (const marker of markers) this.#known.take(marker.id, marker, marker.via, true);
    return live.length;
  }

  /** The append time of a tombstone without an article: this machine's clock may be behind the brokers'. */
  async #brokerTime(): Promise<number> {
    const [result] = await this.#raw.forget([{ key: 'clock', partitionBy: 'clock' }]);
    const appendedAt = result?.outcome === 'delivered' ? result.appendedAt : null;
    return Math.max(Date.now(), appendedAt ?? 0);
  }

  /** Waits for the deletes, and for every earlier text that is still on its way to the index. */
  async #untilIndexed(): Promise<void> {
    const { kafka, logger } = this.#options;
    process.stderr.write('waiting until everything written before is indexed\n');
    const indexed = await processedPartitions(kafka, logger, {
      stages: [stages.inbox, stages.annotator, stages.indexer],
      partitions: ALL_PARTITIONS,
      patienceMs: INDEXED_WITHIN_MS,
    });
    if (indexed.size < ALL_PARTITIONS.size)
      throw new Error(
        `The articles are deleted, but not all that was written before is indexed within ${INDEXED_WITHIN_MS / 60_000} min. ` +
          'Check that the fetcher, the annotator and the indexer run, then repeat the purge.',
      );
  }

  /** Writes a tombstone for each revision before the marker; returns how many. */
  async #removeRevisions<T>(topic: Topic<T>, { forget }: Forgetting): Promise<number> {
    const found = await this.#earlierKeys(topic);
    if (found.length === 0 || this.#options.dryRun) return found.length;
    for (const result of await forget(found)) if (result.outcome === 'refused') throw result.error;
    return found.length;
  }

  async #earlierKeys<T>(
    topic: Topic<T>,
  ): Promise<readonly { readonly key: string; readonly partitionBy: string }[]> {
    const { kafka, logger } = this.#options;
    const ids = new Set(this.#known.keys());
    const keys = await readHistory(kafka, logger, topic, {
      ids,
      label: `read ${topic.name}`,
      onValue: (value) => {
        for (const id of personsIn(value)) this.#persons.add(id);
      },
    });
    return [...this.#known].flatMap(([id, { revision, deleted }]) =>
      keys.before(id, deleted ? revision : Infinity).map((key) => ({ key, partitionBy: id })),
    );
  }

  async #copies(): Promise<StoredCopies> {
    const { client, kafka } = this.#options;
    const identities = new Map([...this.#known].map(([id, { identity }]) => [id, identity]));
    return findStoredCopies(client, kafka, identities);
  }

  /** Those whom only these articles named disappear; others lose the names and roles from here. */
  async #derivePersons(): Promise<void> {
    const { client, kafka, logger } = this.#options;
    await client.indices.refresh({ index: indexNames(kafka.prefix).articlesWrite });
    let ids = [...this.#persons];
    while (ids.length > 0) {
      const again: string[] = [];
      for (let from = 0; from < ids.length; from += PERSONS_PER_QUERY)
        again.push(
          ...(await derivePersons(
            client,
            { prefix: kafka.prefix, logger },
            ids.slice(from, from + PERSONS_PER_QUERY),
          )),
        );
      ids = again;
    }
  }

  /** What can still be found of the texts, one line each. */
  async #check(): Promise<readonly string[]> {
    const { client, kafka } = this.#options;
    const stored = await createStoredArticles(client, kafka.prefix).get([...this.#known.keys()]);
    const notDeleted = [...this.#known.keys()].filter((id) => !isMarker(stored.get(id)));
    const raw = await this.#earlierKeys(topics.raw);
    const annotated = await this.#earlierKeys(topics.annotated);
    const { deadLetters, idempotencyKeys } = await this.#copies();
    return [
      ...notDeleted.map((id) => `the index: ${id}`),
      ...raw.map(({ key }) => `${topics.raw.name}: ${key}`),
      ...annotated.map(({ key }) => `${topics.annotated.name}: ${key}`),
      ...deadLetters.map((id) => `dead letters: ${id}`),
      ...idempotencyKeys.map((id) => `idempotency keys: ${id}`),
    ];
  }
}

type Forgetting = Pick<ReturnType<typeof publisher<RawArticle>>, 'forget'>;

function isMarker(stored: Stored | undefined): boolean {
  return stored?.deleted === true && !stored.hasText;
}

/** The persons whom an annotated article names; none for other values. */
function personsIn(value: unknown): readonly string[] {
  const { annotations } = value as {
    readonly annotations?: { readonly persons: readonly { readonly id: string }[] } | null;
  };
  return annotations?.persons.map(({ id }) => id) ?? [];
}
