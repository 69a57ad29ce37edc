import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Client } from '@opensearch-project/opensearch';
import { articlesIndex, indexNames, mappingProblem, topics, type IndexDefinition } from '@gazette/schemas';
import { committedOffsets, createLogger, type KafkaConfig, type Offsets } from '@gazette/runtime';
import { readConfig } from '../config.ts';
import { createLedger } from '../ledger.ts';
import { createArticleLog, type Copied } from './article-log.ts';
import { countsOf, type Counts } from './index-contents.ts';
import { createOpenSearch } from './opensearch.ts';
import { verifyIndex, type Verdict } from './verify-index.ts';

/** Help of the `reindex` command. */
export const reindexHelp = `Usage: gazette reindex [--delete-old] [--force] [--json]
       gazette reindex --check [--json]

Searches and the indexer go on meanwhile. The new index is compared with the topic, document by document, before the aliases move
and again afterwards; the command ends with 1 when something differs. It also puts an index in place that was lost, and mends
aliases that name several.
  --check        build nothing: compare the index in place with what the indexer has read of the topic
  --delete-old   delete the old index afterwards
  --force        move the aliases even if the new index differs from the topic or holds fewer documents than the old one
  --json         one JSON object on standard output
`;

/**
 * Catching up goes on while it brings us nearer: until it is this few messages, or no longer half of those of the time before,
 * because as many arrive meanwhile.
 */
const CLOSE_ENOUGH = 500;
/** An indexer believes its look at the mapping for 5 s, and its last bulk may take as long again, in milliseconds. */
const OLD_INDEXERS_STOP_WITHIN_MS = 10_000;
/** So many differences are printed one by one. */
const MOST_SHOWN = 20;

/** What a run did and found. */
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
  try {
    const result = values.check
      ? await check(client, config.kafka)
      : await reindex(client, config.kafka, { deleteOld: values['delete-old'], force: values.force });
    const same = result.verdict.differences.length === 0;
    if (values.json) console.log(JSON.stringify({ ...result, same }));
    else print(result);
    return same && (result.moved || values.check) ? 0 : 1;
  } finally {
    await client.close();
  }
}

async function check(client: Client, kafka: KafkaConfig): Promise<Result> {
  const logger = createLogger('reindex', 'warn', 'stderr');
  const { articlesWrite } = indexNames(kafka.prefix);
  const place = { group: 'indexer', topic: topics.annotated.name };
  const committed = await committedOffsets(kafka, logger, place);
  const upTo: Offsets = new Map(committed.map(({ partition, offset }) => [partition, offset ?? 0n]));
  const ledger = createLedger();
  const log = createArticleLog(client, kafka, ledger);
  await log.read({ to: upTo, label: 'reading' });
  const verdict = await verifyIndex(client, log, ledger, {
    index: articlesWrite,
    prefix: kafka.prefix,
    upTo,
  });
  return { index: articlesWrite, old: [], moved: false, refused: 0, verdict };
}

async function reindex(
  client: Client,
  kafka: KafkaConfig,
  { deleteOld, force }: { readonly deleteOld: boolean; readonly force: boolean },
): Promise<Result> {
  const { prefix } = kafka;
  const definition = articlesIndex(prefix);
  const holders = await holdersOf(client, definition);
  const old = [...new Set([...holders.values()].flat())];
  const index = `${definition.name}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  const { settings, mappings } = definition.body;
  await client.indices.create({ index, body: { settings, mappings } as never });

  const ledger = createLedger();
  const log = createArticleLog(client, kafka, ledger);
  let copied = await log.copyInto(index, { label: 'replaying' });
  let { refused } = copied;
  async function catchUp(from: Offsets): Promise<Copied> {
    const more = await log.copyInto(index, { from, label: 'catching up' });
    refused += more.refused;
    return more;
  }
  for (let last = Infinity; copied.messages > CLOSE_ENOUGH && copied.messages < last / 2;) {
    last = copied.messages;
    copied = await catchUp(copied.ends);
  }

  // The old is counted first: what it holds then is in the topic before the last catching up.
  const oldCounts = new Map<string, number>();
  for (const name of old) oldCounts.set(name, totalOf(await countsOf(client, name)));
  copied = await catchUp(copied.ends);
  const before = await verifyIndex(client, log, ledger, { index, prefix, upTo: copied.ends });
  const reason = reasonToStay(oldCounts, before);
  if (reason !== null && !force) {
    process.stderr.write(`${reason} The aliases stay. Look why, then --force it, or delete ${index}.\n`);
    return { index, old, moved: false, refused, verdict: before };
  }
  const otherGeneration = await isOfOtherGeneration(client, definition, old);
  await moveAliases(client, definition, holders, index);
  // What the indexer wrote to the old index between our last look and the move; all of it is in the topic.
  let last = await catchUp(copied.ends);
  if (otherGeneration) {
    // Indexers of the old release may have gone on for a moment, and written documents of their generation to the new index.
    await sleep(OLD_INDEXERS_STOP_WITHIN_MS);
    last = await catchUp(copied.ends);
  }
  const verdict = await verifyIndex(client, log, ledger, { index, prefix, upTo: last.ends });
  if (deleteOld && old.length > 0 && verdict.differences.length === 0)
    await client.indices.delete({ index: old });
  return { index, old, moved: true, refused, verdict };
}

/** The indices that each alias names. */
async function holdersOf(
  client: Client,
  definition: IndexDefinition,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const holders = new Map<string, readonly string[]>();
  for (const alias of definition.aliases) {
    const exists = (await client.indices.existsAlias({ name: alias })).body;
    holders.set(alias, exists ? Object.keys((await client.indices.getAlias({ name: alias })).body) : []);
  }
  return holders;
}

/** Deleted articles count too, since an article may be deleted between two looks. */
function totalOf({ articles, deleted }: Counts): number {
  return articles + deleted;
}

function reasonToStay(old: ReadonlyMap<string, number>, rebuilt: Verdict): string | null {
  if (rebuilt.differences.length > 0)
    return `The new index differs from the topic in ${rebuilt.differences.length} articles.`;
  for (const [index, total] of old) {
    if (totalOf(rebuilt) < total)
      return `The new index holds ${totalOf(rebuilt)} documents where ${index} holds ${total}.`;
  }
  return null;
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

/** In one step, so that every read and write finds each alias over exactly one index. */
async function moveAliases(
  client: Client,
  definition: IndexDefinition,
  holders: ReadonlyMap<string, readonly string[]>,
  index: string,
): Promise<void> {
  const actions = Object.entries(definition.body.aliases).flatMap(([alias, body]): object[] => [
    ...(holders.get(alias) ?? []).map((holder) => ({ remove: { index: holder, alias } })),
    { add: { index, alias, ...body } },
  ]);
  await client.indices.updateAliases({ body: { actions } });
}

function print({ index, old, moved, refused, verdict }: Result): void {
  const { articles, deleted, inLog, deadLettered, differences } = verdict;
  console.log(`${index} holds ${articles} articles and ${deleted} deleted; the topic holds ${inLog}.`);
  if (refused > 0 || deadLettered > 0)
    console.log(`Refused as documents: ${refused}; missing as dead letters: ${deadLettered}.`);
  for (const { id, kind } of differences.slice(0, MOST_SHOWN)) console.log(`${kind.padEnd(10)} ${id}`);
  console.log(
    differences.length === 0
      ? 'Same: every article is there at its newest revision.'
      : `They differ in ${differences.length} articles.`,
  );
  if (moved)
    console.log(`The aliases name ${index}${old.length === 0 ? '' : `, no longer ${old.join(', ')}`}.`);
}
