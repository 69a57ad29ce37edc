import type { Client } from '@opensearch-project/opensearch';
import { indexNames } from '@gazette/schemas';
import type { Offsets } from '@gazette/runtime';
import type { Difference, Ledger } from '../ledger.ts';
import type { ArticleLog } from './article-log.ts';
import { countsOf, fingerprintsOf, type Counts } from './index-contents.ts';

/** Whether an index holds what the log says, and what it holds. */
export interface Verdict extends Counts {
  /** Articles in the log. */
  readonly inLog: number;
  readonly differences: readonly Difference[];
  /** Articles that the index lacks because their message is a dead letter. */
  readonly deadLettered: number;
}

/** What to verify. */
export interface Verification {
  readonly index: string;
  readonly prefix: string;
  /** Everything below must be in the index; the ledger has recorded it. */
  readonly upTo: Offsets;
}

/**
 * Compares an index, into which others may be writing, with the log: versions, content hashes and deletes of every document. What
 * is newer than `upTo` is looked for in the rest of the log.
 */
export async function verifyIndex(
  client: Client,
  log: ArticleLog,
  ledger: Ledger,
  { index, prefix, upTo }: Verification,
): Promise<Verdict> {
  await client.indices.refresh({ index });
  const inLog = ledger.size();
  let differences = await ledger.compare(fingerprintsOf(client, index));
  const counts = await countsOf(client, index);
  if (differences.some(({ kind }) => kind === 'unknown')) {
    await log.read({ from: upTo, label: 'comparing' });
    differences = differences.filter(
      ({ kind, found }) => !(kind === 'unknown' && found && ledger.explains(found)),
    );
  }
  const dead = await deadLettersOf(
    client,
    prefix,
    differences.filter(({ kind }) => kind === 'missing' || kind === 'stale').map(({ id }) => id),
  );
  return {
    ...counts,
    inLog,
    deadLettered: dead.size,
    differences: differences.filter(({ id }) => !dead.has(id)),
  };
}

const IDS_PER_QUERY = 1000;

/** Those of the articles whose message the indexer has made a dead letter. */
async function deadLettersOf(
  client: Client,
  prefix: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const dead = new Set<string>();
  for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
    const some = ids.slice(from, from + IDS_PER_QUERY);
    const { body } = await client.search({
      index: indexNames(prefix).deadLetters,
      body: {
        size: 0,
        query: { bool: { filter: [{ term: { stage: 'indexer' } }, { terms: { articleId: some } }] } },
        aggs: { ids: { terms: { field: 'articleId', size: some.length } } },
      } as never,
    });
    const { ids: found } = body.aggregations as unknown as { ids: { buckets: readonly { key: string }[] } };
    for (const { key } of found.buckets) dead.add(key);
  }
  return dead;
}
