import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import { indexNames } from '@gazette/schemas';
import { retryForever, type Health, type Logger, type Resource } from '@gazette/runtime';
import type { VersionedWrite } from '../to-document.ts';
import { personsQuery, toPerson, type PersonBucket } from '../to-persons.ts';
import { classifyOpenSearchError } from './opensearch.ts';

/** Keeps the persons index true to the articles. */
export interface PersonsIndex extends Resource {
  /** Marks the persons of these writes for derivation. */
  readonly touch: (writes: readonly VersionedWrite[]) => void;
}

/** Waits this long after a change, so that articles are refreshed and many changes become one derivation, in milliseconds. */
const SETTLE_MS = 1500;
/** All persons are derived anew this often: it repairs what a crash or a corrected article left behind. */
const SWEEP_MS = 30 * 60 * 1000;
const IDS_PER_QUERY = 200;

/** Derives person documents by aggregation for the ids that changed, and for all at the start and now and then. */
export function startPersonsIndex(
  client: Client,
  { prefix, health, logger }: { readonly prefix: string; readonly health: Health; readonly logger: Logger },
): PersonsIndex {
  const names = indexNames(prefix);
  const stopping = new AbortController();
  const context = { name: 'persons', health, logger, signal: stopping.signal };
  const changed = new Set<string>();
  let sweptAt = 0;

  async function derive(ids: readonly string[]): Promise<void> {
    const asOf = Date.now();
    const { body } = await client.search({ index: names.articles, body: personsQuery(ids) });
    const buckets = (body.aggregations as unknown as { persons: { ids: { buckets: PersonBucket[] } } })
      .persons.ids.buckets;
    const found = new Map(buckets.map((bucket) => [bucket.key, bucket]));
    // Two indexers may derive one person at once: the later look at the articles wins.
    const version = { version: asOf, version_type: 'external_gte' };
    const lines = ids.flatMap((id): object[] => {
      const bucket = found.get(id);
      if (!bucket) return [{ delete: { _id: id, ...version } }];
      return [{ index: { _id: id, require_alias: true, ...version } }, toPerson(bucket)];
    });
    const { body: answer } = await client.bulk({ index: names.persons, body: lines as never });
    const failed = answer.items
      .flatMap((item) => Object.values(item))
      .find(({ status }) => status === 429 || status >= 500);
    if (failed) throw new Error(`A person could not be written: ${JSON.stringify(failed.error)}`);
  }

  async function* allIds(): AsyncGenerator<readonly string[]> {
    let after: unknown;
    do {
      const { body } = await client.search({
        index: names.articles,
        body: {
          size: 0,
          aggs: {
            ids: {
              composite: {
                size: 1000,
                sources: [{ id: { terms: { field: 'personIds' } } }],
                ...(after ? { after } : {}),
              },
            },
          },
        } as never,
      });
      const page = (
        body.aggregations as unknown as { ids: { buckets: { key: { id: string } }[]; after_key?: unknown } }
      ).ids;
      yield page.buckets.map(({ key }) => key.id);
      after = page.after_key;
    } while (after !== undefined);
  }

  async function sweep(): Promise<void> {
    for await (const ids of allIds()) for (const id of ids) changed.add(id);
    sweptAt = Date.now();
  }

  async function deriveChanged(): Promise<void> {
    while (changed.size > 0) {
      const ids = [...changed].slice(0, IDS_PER_QUERY);
      await derive(ids);
      for (const id of ids) changed.delete(id);
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await retryForever(async () => {
        try {
          if (Date.now() - sweptAt > SWEEP_MS) await sweep();
          await deriveChanged();
        } catch (error) {
          throw classifyOpenSearchError(error);
        }
      }, context);
      await sleep(SETTLE_MS, undefined, { signal: stopping.signal });
    }
  }

  const running = run().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });

  return {
    touch: (writes) => {
      for (const { document } of writes) {
        if (!document.deleted) for (const id of document.personIds) changed.add(id);
      }
    },
    stop: async () => {
      stopping.abort(new Error('stopping'));
      await running;
    },
  };
}
