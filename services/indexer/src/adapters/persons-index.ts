import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import { classifyOpenSearchError } from '@gazette/runtime/opensearch';
import { indexNames } from '@gazette/schemas';
import { retryForever, type Health, type Logger, type Resource } from '@gazette/runtime';
import { judgeItem, type BulkItem } from '../judge-item.ts';
import type { VersionedWrite } from '../to-document.ts';
import { personsQuery, toPerson, type PersonBucket } from '../to-persons.ts';
import { allParts } from './opensearch.ts';

/** Keeps the persons index true to the articles. */
export interface PersonsIndex extends Resource {
  /** Ids of the persons that the articles to be written name until now, */
  readonly namedBefore: (writes: readonly VersionedWrite[]) => Promise<readonly string[]>;
  /** Marks persons for derivation: those of what was written and those that it no longer names. */
  readonly touch: (writes: readonly VersionedWrite[], before: readonly string[]) => void;
}

interface StoredPersonIds {
  readonly _source?: { readonly personIds?: readonly string[] };
}

/** Waits this long after a change, so that articles are refreshed and many changes become one derivation, in milliseconds. */
const SETTLE_MS = 1500;
/** All persons are derived anew this often: it repairs what a crash or a corrected article left behind. */
const SWEEP_MS = 30 * 60 * 1000;
const IDS_PER_QUERY = 200;

/** Derives person documents by aggregation for the ids that changed, and for all at the start, over other indices, and now and then. */
export function startPersonsIndex(
  client: Client,
  { prefix, health, logger }: { readonly prefix: string; readonly health: Health; readonly logger: Logger },
): PersonsIndex {
  const names = indexNames(prefix);
  const stopping = new AbortController();
  const context = { name: 'persons', health, logger, signal: stopping.signal, watchSilence: true };
  const changed = new Set<string>();
  let sweptAt = -Infinity;
  let sweptIndices = '';

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
    // A delete of a person who is not there answers 404 without an error.
    const judged = answer.items
      .flatMap((item) => Object.values(item) as BulkItem[])
      .map((item) => (item.status === 404 && !item.error ? null : judgeItem(item)));
    const again = judged.find((judgement) => judgement?.outcome === 'again');
    if (again?.outcome === 'again') throw again.error;
    for (const judgement of judged)
      if (judgement?.outcome === 'refused')
        logger.warn({ err: judgement.error }, 'a person cannot be written');
  }

  async function* allIds(index: string, field: string): AsyncGenerator<readonly string[]> {
    let after: unknown;
    do {
      const { body } = await client.search({
        index,
        body: {
          size: 0,
          aggs: {
            ids: {
              composite: {
                size: 1000,
                sources: [{ id: { terms: { field } } }],
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

  /** The ids of the two indices behind the aliases; others stand there after a reindex, or when one was lost and set up again. */
  async function indicesNow(): Promise<string> {
    const { body } = await client.indices.getSettings({
      index: [names.articles, names.persons],
      name: 'index.uuid',
    });
    return Object.values(body)
      .map(({ settings }) => String(settings?.index?.uuid))
      .sort()
      .join();
  }

  async function sweepIfDue(): Promise<void> {
    const indices = await indicesNow();
    if (indices === sweptIndices && performance.now() - sweptAt <= SWEEP_MS) return;
    await sweep();
    sweptIndices = indices;
    sweptAt = performance.now();
  }

  async function sweep(): Promise<void> {
    for await (const ids of allIds(names.articles, 'personIds')) for (const id of ids) changed.add(id);
    // Also those whom no article names any more.
    for await (const ids of allIds(names.persons, 'id')) for (const id of ids) changed.add(id);
  }

  async function deriveChanged(): Promise<void> {
    if (changed.size === 0) return;
    const ids = [...changed];
    changed.clear();
    try {
      // What was touched has been written; now a search must see it.
      await client.indices.refresh({ index: names.articlesWrite });
      for (let from = 0; from < ids.length; from += IDS_PER_QUERY)
        await derive(ids.slice(from, from + IDS_PER_QUERY));
    } catch (error) {
      for (const id of ids) changed.add(id);
      throw error;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await retryForever(async () => {
        try {
          await sweepIfDue();
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
    namedBefore: async (writes) => {
      // Realtime: a search does not see yet what was written a moment ago.
      const ids = [...new Set(writes.map(({ id }) => id))];
      const answer = await client
        .mget({ index: names.articlesWrite, body: { ids }, _source_includes: ['personIds'] })
        .catch((error: unknown) => {
          throw classifyOpenSearchError(error);
        });
      const docs = allParts(answer.body.docs as unknown as readonly StoredPersonIds[]);
      return docs.flatMap(({ _source }) => _source?.personIds ?? []);
    },
    touch: (writes, before) => {
      for (const id of before) changed.add(id);
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
