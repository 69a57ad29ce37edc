import type { Client } from '@opensearch-project/opensearch';
import { indexNames, revisionOf, stages } from '@gazette/schemas';
import type { Offsets } from '@gazette/runtime';
import type { Difference, LatestVersions } from '../latest-versions.ts';
import type { ArticleLog } from './article-log.ts';
import { countsOf, fingerprintsOf, type Counts } from './index-contents.ts';

/** What an index holds, and how it differs from the log. */
export interface Verdict extends Counts {
  /** Articles in the log. */
  readonly inLog: number;
  readonly differences: readonly Difference[];
  /** Articles of which the index lacks the newest version because its message is a dead letter. */
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
  const lost = log.lost();
  const isLost = ({ id, expected }: Difference): boolean => lost.has(id) && lost.get(id) === expected;
  const lacking = differences.filter(({ kind }) => kind === 'missing' || kind === 'stale');
  const dead = await deadLetteredOf(
    client,
    prefix,
    lacking.filter((difference) => !isLost(difference)),
  );
  return {
    ...counts,
    inLog,
    deadLettered: dead.size,
    differences: differences
      .filter((difference) => !dead.has(difference))
      .map((difference) => (isLost(difference) ? { ...difference, kind: 'refused' } : difference)),
  };
}

const IDS_PER_QUERY = 1000;
/** OpenSearch allows 65,535 buckets (`search.max_buckets`). */
const LETTERS_PER_QUERY = 10_000;

/** The differences whose newest revision the indexer turned into a dead letter that still waits. */
async function deadLetteredOf(
  client: Client,
  prefix: string,
  differences: readonly Difference[],
): Promise<ReadonlySet<Difference>> {
  const waiting = new Set<string>();
  for (let from = 0; from < differences.length; from += IDS_PER_QUERY) {
    const ids = differences.slice(from, from + IDS_PER_QUERY).map(({ id }) => id);
    const { body } = await client.search({
      index: indexNames(prefix).deadLetters,
      body: {
        size: 0,
        query: {
          bool: {
            filter: [{ term: { stage: stages.indexer.group } }, { terms: { articleId: ids } }],
            must_not: [{ exists: { field: 'redrivenAt' } }],
          },
        },
        aggs: {
          letters: {
            multi_terms: { terms: [{ field: 'articleId' }, { field: 'revision' }], size: LETTERS_PER_QUERY },
          },
        },
      },
    });
    const { letters } = body.aggregations as unknown as {
      letters: { buckets: readonly { key: readonly [string, number] }[] };
    };
    for (const { key } of letters.buckets) waiting.add(key.join('/'));
  }
  return new Set(differences.filter(({ id, expected }) => waiting.has(`${id}/${revisionOf(expected ?? 0)}`)));
}
