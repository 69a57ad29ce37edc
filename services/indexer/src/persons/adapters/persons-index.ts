import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import { classifyOpenSearchError } from '@gazette/runtime/opensearch';
import { indexNames } from '@gazette/schemas';
import { retryForever, type Health, type Logger, type Resource } from '@gazette/runtime';
import { allParts } from '../../adapters/opensearch.ts';
import type { VersionedWrite } from '../../to-document.ts';
import { derivePersons } from './derive-persons.ts';

/** Keeps the persons index consistent with the articles. */
export interface PersonsIndex extends Resource {
  /** Ids of the persons whom the stored versions of these articles name. Call it before writing. */
  readonly namedBefore: (writes: readonly VersionedWrite[]) => Promise<readonly string[]>;
  /** Marks the persons whom the articles name now or named before as changed. */
  readonly touch: (writes: readonly VersionedWrite[], before: readonly string[]) => void;
}

interface PersonsIndexOptions {
  readonly prefix: string;
  readonly health: Health;
  readonly logger: Logger;
}

interface StoredPersonIds {
  readonly _source?: { readonly personIds?: readonly string[] };
}

interface IdPage {
  readonly buckets: readonly { readonly key: { readonly id: string } }[];
  readonly after_key?: unknown;
}

/** The wait after each derivation, in which many changes collect and articles get refreshed. */
const DERIVE_INTERVAL_MS = 1500;
/** How often all persons are derived again, to repair what a crash or a correction left outdated. */
const SWEEP_MS = 30 * 60 * 1000;
const IDS_PER_QUERY = 200;
const IDS_PER_PAGE = 1000;

/**
 * Derives person documents by aggregation: those of changed ids within seconds, and all of them at the start,
 * after an alias moves to another index, and every half hour.
 */
export function startPersonsIndex(client: Client, options: PersonsIndexOptions): PersonsIndex {
  const index = new DerivedPersons(client, options);
  const running = index.run();
  return {
    namedBefore: (writes) => index.namedBefore(writes),
    touch: (writes, before) => {
      index.touch(writes, before);
    },
    stop: async () => {
      index.abort();
      await running;
    },
  };
}

class DerivedPersons {
  readonly #client: Client;
  readonly #options: PersonsIndexOptions;
  readonly #names: ReturnType<typeof indexNames>;
  readonly #stopping = new AbortController();
  readonly #changed = new Set<string>();
  #sweptAt = -Infinity;
  #sweptIndices = '';

  constructor(client: Client, options: PersonsIndexOptions) {
    this.#client = client;
    this.#options = options;
    this.#names = indexNames(options.prefix);
  }

  async namedBefore(writes: readonly VersionedWrite[]): Promise<readonly string[]> {
    // A multi-get is realtime; a search does not yet see what was written a moment ago.
    const ids = [...new Set(writes.map(({ id }) => id))];
    const answer = await this.#client
      .mget({ index: this.#names.articlesWrite, body: { ids }, _source_includes: ['personIds'] })
      .catch((error: unknown) => {
        throw classifyOpenSearchError(error);
      });
    const docs = allParts(answer.body.docs as unknown as readonly StoredPersonIds[]);
    return docs.flatMap(({ _source }) => _source?.personIds ?? []);
  }

  touch(writes: readonly VersionedWrite[], before: readonly string[]): void {
    this.#mark(before);
    for (const { document } of writes) if (!document.deleted) this.#mark(document.personIds);
  }

  abort(): void {
    this.#stopping.abort(new Error('stopping'));
  }

  /** Resolves once aborted. */
  async run(): Promise<void> {
    try {
      await this.#deriveUntilAborted();
    } catch (error) {
      if (!this.#stopping.signal.aborted) throw error;
    }
  }

  async #deriveUntilAborted(): Promise<void> {
    const { signal } = this.#stopping;
    const { health, logger } = this.#options;
    const context = { task: 'persons', health, logger, signal, unreadyWhileHanging: true };
    while (!signal.aborted) {
      await retryForever(() => this.#deriveOnce(), context);
      await sleep(DERIVE_INTERVAL_MS, undefined, { signal });
    }
  }

  async #deriveOnce(): Promise<void> {
    try {
      await this.#sweepIfDue();
      await this.#deriveChanged();
    } catch (error) {
      throw classifyOpenSearchError(error);
    }
  }

  async #sweepIfDue(): Promise<void> {
    const indices = await this.#currentIndices();
    if (indices === this.#sweptIndices && performance.now() - this.#sweptAt <= SWEEP_MS) return;
    for await (const ids of this.#allIds(this.#names.articles, 'personIds')) this.#mark(ids);
    // Also the persons whom articles no longer name.
    for await (const ids of this.#allIds(this.#names.persons, 'id')) this.#mark(ids);
    this.#sweptIndices = indices;
    this.#sweptAt = performance.now();
  }

  /** UUIDs of the indices behind both aliases: they change when an index is rebuilt or recreated. */
  async #currentIndices(): Promise<string> {
    const { body } = await this.#client.indices.getSettings({
      index: [this.#names.articles, this.#names.persons],
      name: 'index.uuid',
    });
    return Object.values(body)
      .map(({ settings }) => String(settings?.index?.uuid))
      .sort()
      .join();
  }

  async *#allIds(index: string, field: string): AsyncGenerator<readonly string[]> {
    const sources = [{ id: { terms: { field } } }];
    let after: unknown;
    do {
      const composite = { size: IDS_PER_PAGE, sources, ...(after ? { after } : {}) };
      const { body } = await this.#client.search({
        index,
        body: { size: 0, aggs: { ids: { composite } } } as never,
      });
      const page = (body.aggregations as unknown as { readonly ids: IdPage }).ids;
      yield page.buckets.map(({ key }) => key.id);
      after = page.after_key;
    } while (after !== undefined);
  }

  async #deriveChanged(): Promise<void> {
    if (this.#changed.size === 0) return;
    const ids = [...this.#changed];
    this.#changed.clear();
    try {
      // The changed articles are written; the refresh makes them visible to the search.
      await this.#client.indices.refresh({ index: this.#names.articlesWrite });
      for (let from = 0; from < ids.length; from += IDS_PER_QUERY)
        this.#mark(await derivePersons(this.#client, this.#options, ids.slice(from, from + IDS_PER_QUERY)));
    } catch (error) {
      this.#mark(ids);
      throw error;
    }
  }

  #mark(ids: readonly string[]): void {
    for (const id of ids) this.#changed.add(id);
  }
}
