import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Client } from '@opensearch-project/opensearch';
import { articlesIndex, indexNames, mappingProblem, stages, type IndexDefinition } from '@gazette/schemas';
import { committedOffsets, createLogger, type KafkaConfig, type Offsets } from '@gazette/runtime';
import { readConfig } from '../config.ts';
import { createLatestVersions, type LatestVersions } from '../latest-versions.ts';
import { createArticleLog, type ArticleLog, type Copied } from './article-log.ts';
import { countsOf, type Counts } from './index-contents.ts';
import { createOpenSearch } from './opensearch.ts';
import { verifyIndex, type Verdict } from './verify-index.ts';

/** Help of the `reindex` command. */
export const reindexHelp = `Usage: gazette reindex [--delete-old] [--force] [--json]
       gazette reindex --check [--json]

Builds a new articles index from the topic and moves the aliases to it. Searches and the indexer keep running.
The new index is compared with the topic, document by document, before and after the aliases move.
This also recreates a lost index and fixes aliases that name several indices.
Exits 1 if the aliases were not moved or a document differs.
  --check        build nothing; compare the current index with the messages that the indexer has read
  --delete-old   delete the old index afterwards, unless a document differs
  --force        move the aliases even if the new index differs from the topic or holds fewer documents
  --json         print one JSON object on standard output
`;

/** Catching up ends when a round copies at most this many messages, or at least half of the round before. */
const CLOSE_ENOUGH_MESSAGES = 500;
/** An indexer trusts its last check of the mapping for 5 s, and its last bulk may take as long again. */
const OLD_INDEXERS_STOP_WITHIN_MS = 10_000;
/** At most this many differences are listed. */
const MAX_LISTED = 20;

/** The result of a run. */
interface Result {
  readonly index: string;
  /** The indices that the aliases named before. */
  readonly old: readonly string[];
  readonly moved: boolean;
  readonly refused: number;
  readonly verdict: Verdict;
}

/** Runs `reindex`; resolves to the exit code. */
export async function reindexCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      check: { type: 'boolean', default: false },
      'delete-old': { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const config = readConfig(process.env);
  const client = createOpenSearch(config.opensearch);
  const versions = createLatestVersions();
  const source = {
    client,
    kafka: config.kafka,
    versions,
    log: createArticleLog(client, config.kafka, versions),
  };
  try {
    const result = values.check
      ? await check(source)
      : await reindex(source, { deleteOld: values['delete-old'], force: values.force });
    const same = result.verdict.differences.length === 0;
    if (values.json) console.log(JSON.stringify({ ...result, same }));
    else print(result);
    return same && (result.moved || values.check) ? 0 : 1;
  } finally {
    await source.log.stop();
    await client.close();
  }
}

/** The log to rebuild from, and where to. */
interface Source {
  readonly client: Client;
  readonly kafka: KafkaConfig;
  readonly versions: LatestVersions;
  readonly log: ArticleLog;
}

async function check({ client, kafka, versions, log }: Source): Promise<Result> {
  const { articlesWrite } = indexNames(kafka.prefix);
  const upTo = await committedByIndexer(kafka);
  await log.read({ to: upTo, label: 'reading' });
  const verdict = await verifyIndex(client, log, versions, {
    index: articlesWrite,
    prefix: kafka.prefix,
    upTo,
  });
  return { index: articlesWrite, old: [], moved: false, refused: 0, verdict };
}

async function reindex(
  { client, kafka, versions, log }: Source,
  { deleteOld, force }: { readonly deleteOld: boolean; readonly force: boolean },
): Promise<Result> {
  const { prefix } = kafka;
  const definition = articlesIndex(prefix);
  const targets = await indicesByAlias(client, definition);
  const old = [...new Set([...targets.values()].flat())];
  const replicas = await replicasOf(client, old);
  const index = `${definition.name}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  const { settings, mappings } = definition.body;
  const copies = replicas === null ? {} : { number_of_replicas: replicas };
  await client.indices.create({ index, body: { settings: { ...settings, ...copies }, mappings } as never });

  let copied = await log.copyInto(index, { label: 'replaying' });
  let { refused } = copied;
  async function catchUp(from: Offsets): Promise<Copied> {
    const more = await log.copyInto(index, { from, label: 'catching up' });
    refused += more.refused;
    return more;
  }
  for (let last = Infinity; copied.messages > CLOSE_ENOUGH_MESSAGES && copied.messages < last / 2;) {
    last = copied.messages;
    copied = await catchUp(copied.ends);
  }

  // The old index is counted before the last round, which then copies every document counted.
  const oldCounts = new Map<string, number>();
  for (const name of old) oldCounts.set(name, totalOf(await countsOf(client, name)));
  copied = await catchUp(copied.ends);
  const before = await verifyIndex(client, log, versions, { index, prefix, upTo: copied.ends });
  const reason = reasonNotToMove(oldCounts, before);
  if (reason !== null && !force) {
    process.stderr.write(
      `${reason} The aliases were not moved. Find the cause, then use --force or delete ${index}.\n`,
    );
    return { index, old, moved: false, refused, verdict: before };
  }
  const otherGeneration = await isOfOtherGeneration(client, definition, old);
  // Read before the move: what old indexers write to the new index afterwards lies at or above these offsets.
  const indexedByOld = otherGeneration ? await committedByIndexer(kafka) : null;
  await moveAliases(client, definition, targets, index);
  // Copies what the indexer wrote to the old index since the last round; all of it is in the topic.
  let last = await catchUp(copied.ends);
  if (indexedByOld !== null) {
    // For a moment, indexers of the old release may write documents of their generation to the new index, at
    // versions that it already holds. Of equal versions the last write wins, so they are all written again.
    await sleep(OLD_INDEXERS_STOP_WITHIN_MS);
    last = await catchUp(earlier(indexedByOld, copied.ends));
  }
  const verdict = await verifyIndex(client, log, versions, { index, prefix, upTo: last.ends });
  if (deleteOld && old.length > 0 && verdict.differences.length === 0)
    await client.indices.delete({ index: old });
  return { index, old, moved: true, refused, verdict };
}

/** The indices that each alias names. */
async function indicesByAlias(
  client: Client,
  definition: IndexDefinition,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const targets = new Map<string, readonly string[]>();
  for (const alias of definition.aliases) {
    const exists = (await client.indices.existsAlias({ name: alias })).body;
    targets.set(alias, exists ? Object.keys((await client.indices.getAlias({ name: alias })).body) : []);
  }
  return targets;
}

/** Deleted articles count too, because an article may be deleted between two counts. */
function totalOf({ articles, deleted }: Counts): number {
  return articles + deleted;
}

function reasonNotToMove(old: ReadonlyMap<string, number>, rebuilt: Verdict): string | null {
  if (rebuilt.differences.length > 0)
    return `The new index differs from the topic in ${rebuilt.differences.length} articles.`;
  for (const [index, total] of old) {
    if (totalOf(rebuilt) < total)
      return `The new index holds ${totalOf(rebuilt)} documents where ${index} holds ${total}.`;
  }
  return null;
}

/** The replicas of the index that is replaced, which an operator may have changed; null if there is none. */
async function replicasOf(client: Client, old: readonly string[]): Promise<string | null> {
  if (old.length === 0) return null;
  const { body } = await client.indices.getSettings({ index: [...old], name: 'index.number_of_replicas' });
  const found = Object.values(body).map(({ settings }) => Number(settings?.index?.number_of_replicas ?? 0));
  return String(Math.max(...found));
}

async function committedByIndexer(kafka: KafkaConfig): Promise<Offsets> {
  const logger = createLogger('reindex', 'warn', 'stderr');
  const committed = await committedOffsets(kafka, logger, stages.indexer);
  return new Map([...committed].map(([partition, { offset }]) => [partition, offset ?? 0n]));
}

/** The smaller offset of each partition. */
function earlier(a: Offsets, b: Offsets): Offsets {
  return new Map(
    [...b].map(([partition, offset]) => {
      const other = a.get(partition) ?? 0n;
      return [partition, other < offset ? other : offset];
    }),
  );
}

async function isOfOtherGeneration(
  client: Client,
  definition: IndexDefinition,
  old: readonly string[],
): Promise<boolean> {
  if (old.length === 0) return false;
  const { body } = await client.indices.getMapping({ index: [...old] });
  return Object.values(body).some(({ mappings }) => mappingProblem(definition, mappings._meta) !== null);
}

/** One request, so that every read and write finds exactly one index behind each alias. */
async function moveAliases(
  client: Client,
  definition: IndexDefinition,
  targets: ReadonlyMap<string, readonly string[]>,
  index: string,
): Promise<void> {
  const actions = Object.entries(definition.body.aliases).flatMap(([alias, body]): object[] => [
    ...(targets.get(alias) ?? []).map((target) => ({ remove: { index: target, alias } })),
    { add: { index, alias, ...body } },
  ]);
  await client.indices.updateAliases({ body: { actions } });
}

function print({ index, old, moved, refused, verdict }: Result): void {
  const { articles, deleted, inLog, deadLettered, differences } = verdict;
  console.log(
    `${index} holds ${articles} live and ${deleted} deleted articles; the topic holds ${inLog} articles.`,
  );
  if (refused > 0 || deadLettered > 0)
    console.log(`Refused by OpenSearch: ${refused}; missing because they are dead letters: ${deadLettered}.`);
  for (const { id, kind } of differences.slice(0, MAX_LISTED)) console.log(`${kind.padEnd(10)} ${id}`);
  console.log(
    differences.length === 0
      ? 'No differences: every article is indexed at its newest revision.'
      : `Articles that differ: ${differences.length}.`,
  );
  if (moved)
    console.log(`The aliases now name ${index}${old.length === 0 ? '' : ` instead of ${old.join(', ')}`}.`);
}
