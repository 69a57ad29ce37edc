import type { Client } from '@opensearch-project/opensearch';
import { indexNames } from '@gazette/schemas';
import type { Offsets } from '@gazette/runtime';
import type { Difference, LatestVersions } from '../latest-versions.ts';
import type { ArticleLog } from './article-log.ts';
import { countsOf, fingerprintsOf, type Counts } from './index-contents.ts';

/** What an index holds, and how it differs from the log. */
export interface Verdict extends Counts {
  /** Articles in the log. */
  readonly inLog: number;
  readonly differences: readonly Difference[];
  /** Articles missing from the index because their message is a dead letter. */
  readonly deadLettered: number;
}

/** What to verify. */
export interface Verification {
  readonly index: string;
  readonly prefix: string;
  /** Every message below these offsets is recorded, and must be in the index. */
  readonly upTo: Offsets;
}

/**
 * Compares the version, content hash and deletion of every document of an index with the log. Others may
 * write to the index meanwhile, so documents newer than `upTo` are looked up in the rest of the log.
 */
export async function verifyIndex(
  client: Client,
  log: ArticleLog,
  versions: LatestVersions,
  { index, prefix, upTo }: Verification,
): Promise<Verdict> {
  await client.indices.refresh({ index });
  const inLog = versions.size();
  let differences = await versions.compare(fingerprintsOf(client, index));
  const counts = await countsOf(client, index);
  if (differences.some(({ kind }) => kind === 'unknown')) {
    await log.read({ from: upTo, label: 'comparing' });
    differences = differences.filter(
      ({ kind, found }) => !(kind === 'unknown' && found && versions.explains(found)),
    );
  }
  const refused = log.newlyRefused();
  const dead = await deadLettersOf(
    client,
    prefix,
    differences
      .filter(({ id, kind }) => (kind === 'missing' || kind === 'stale') && !refused.has(id))
      .map(({ id }) => id),
  );
  return {
    ...counts,
    inLog,
    deadLettered: dead.size,
    differences: differences
      .filter(({ id }) => !dead.has(id))
      .map((difference) => (refused.has(difference.id) ? { ...difference, kind: 'refused' } : difference)),
  };
}

const IDS_PER_QUERY = 1000;

/** The articles whose message the indexer turned into a dead letter. */
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
