import type { Client } from '@opensearch-project/opensearch';
import { indexNames } from '@gazette/schemas';
import type { Logger } from '@gazette/runtime';
import { allParts } from '../../adapters/opensearch.ts';
import { judgeItem, type BulkItem } from '../../judge-item.ts';
import { personsQuery, toPersonWrite, type PersonBucket, type StoredVersion } from '../to-persons.ts';

interface StoredPerson {
  readonly _id: string;
  readonly found?: boolean;
  readonly _seq_no?: number;
  readonly _primary_term?: number;
}

/**
 * Derives the documents of some persons from the articles that searches find. Returns the ids of those that
 * must be derived again: two indexers may derive the same person at once, so a document is only replaced if
 * nobody has written it since before the articles were read. No clock is involved. Throws when OpenSearch is
 * away.
 */
export async function derivePersons(
  client: Client,
  { prefix, logger }: { readonly prefix: string; readonly logger: Logger },
  ids: readonly string[],
): Promise<readonly string[]> {
  const { articles, persons } = indexNames(prefix);
  const stored = await versionsOf(client, persons, ids);
  const buckets = await aggregate(client, articles, ids);
  const operations = ids.flatMap((id) => toPersonWrite(id, buckets.get(id), stored.get(id)) ?? []);
  if (operations.length === 0) return [];
  const { body } = await client.bulk({
    index: persons,
    body: operations.flatMap(({ lines }) => lines) as never,
  });
  const answers = body.items.flatMap((item) => Object.values(item) as BulkItem[]);
  check(answers, logger);
  return operations.flatMap(({ id }, index) => (answers[index]?.status === 409 ? [id] : []));
}

/** The stored version of each person's document; persons without one are left out. */
async function versionsOf(
  client: Client,
  index: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredVersion>> {
  const { body } = await client.mget({ index, body: { ids: [...ids] }, _source: 'false' });
  const docs = allParts(body.docs as unknown as readonly StoredPerson[]);
  return new Map(
    docs.flatMap(({ _id, found, _seq_no, _primary_term }) =>
      found ? [[_id, { if_seq_no: _seq_no, if_primary_term: _primary_term }] as const] : [],
    ),
  );
}

async function aggregate(
  client: Client,
  index: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PersonBucket>> {
  const { body } = await client.search({ index, body: personsQuery(ids) });
  const { buckets } = (body.aggregations as unknown as { persons: { ids: { buckets: PersonBucket[] } } })
    .persons.ids;
  return new Map(buckets.map((bucket) => [bucket.key, bucket]));
}

/** Throws when an item must be retried; only logs items that OpenSearch refused. */
function check(items: readonly BulkItem[], logger: Logger): void {
  // Deleting a person who is not indexed answers 404 without an error.
  const judged = items.map((item) => (item.status === 404 && !item.error ? null : judgeItem(item)));
  const again = judged.find((judgement) => judgement?.outcome === 'again');
  if (again?.outcome === 'again') throw again.error;
  for (const judgement of judged)
    if (judgement?.outcome === 'refused')
      logger.warn({ err: judgement.error }, 'a person document was refused');
}
