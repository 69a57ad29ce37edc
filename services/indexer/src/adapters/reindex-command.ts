import { parseArgs } from 'node:util';
import type { Client } from '@opensearch-project/opensearch';
import {
  articlesIndex,
  createCodec,
  createRegistry,
  indexNames,
  MessageError,
  topics,
  type IndexDefinition,
} from '@gazette/schemas';
import {
  createHealth,
  createLogger,
  createProgress,
  replay,
  retryForever,
  type Delivered,
  type Incoming,
  type KafkaConfig,
  type Offsets,
} from '@gazette/runtime';
import { readConfig } from '../config.ts';
import { newestOfEach } from '../newest.ts';
import { toDocument, type VersionedWrite } from '../to-document.ts';
import { createOpenSearch } from './opensearch.ts';
import { createStories } from './stories.ts';
import { writeDocuments } from './write-documents.ts';

/** Help of the `reindex` command. */
export const reindexHelp = `Build the articles index anew from articles.annotated and put it in place without downtime.

Usage: gazette reindex [--delete-old] [--force] [--json]

Replays the topic into a new index, compares it with the old one, moves both aliases at once, and replays what came meanwhile.
  --delete-old       delete the old index afterwards; it is kept otherwise
  --force            put the new index in place although it holds fewer articles than the old one
  --json             one JSON object on standard output
`;

/** Counts of an index. */
interface Counts {
  readonly articles: number;
  readonly deleted: number;
}

/** A catch-up smaller than this many messages is small enough to move the aliases. */
const CLOSE_ENOUGH = 1000;

/** Runs `reindex`; resolves to the exit code. */
export async function reindexCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'delete-old': { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const config = readConfig(process.env);
  const client = createOpenSearch(config.opensearch);
  try {
    const result = await reindex(client, config.kafka, {
      deleteOld: values['delete-old'],
      force: values.force,
    });
    if (values.json) console.log(JSON.stringify(result));
    else {
      console.log(
        `${result.index} is in place: ${result.after.articles} articles, ${result.after.deleted} deleted.`,
      );
      if (result.old !== null)
        console.log(`${result.old} ${values['delete-old'] ? 'was deleted' : 'is kept'}.`);
    }
    return 0;
  } finally {
    await client.close();
  }
}

async function reindex(
  client: Client,
  kafka: KafkaConfig,
  { deleteOld, force }: { readonly deleteOld: boolean; readonly force: boolean },
) {
  const names = indexNames(kafka.prefix);
  const definition = articlesIndex(kafka.prefix);
  const old = await indexBehind(client, names.articlesWrite);
  const index = `${definition.name}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  await client.indices.create({
    index,
    body: { settings: definition.body.settings, mappings: definition.body.mappings } as never,
  });

  const copy = createCopy(client, kafka, index);
  let { ends, messages } = await copy(undefined, 'replaying');
  while (messages > CLOSE_ENOUGH) ({ ends, messages } = await copy(ends, 'catching up'));

  const before = old === null ? null : await countsOf(client, old);
  const rebuilt = await countsOf(client, index);
  if (before && rebuilt.articles + messages < before.articles && !force) {
    throw new Error(
      `${index} holds ${rebuilt.articles} articles where ${String(old)} holds ${before.articles}: the aliases stay. Look why, then --force or delete it.`,
    );
  }
  await moveAliases(client, definition, old, index);
  // What the indexer wrote to the old index between our last look and the move; all of it is in the topic.
  await copy(ends, 'catching up');
  const after = await countsOf(client, index);
  if (deleteOld && old !== null) await client.indices.delete({ index: old });
  return { index, old, before, after };
}

/** Copies a topic, from offsets on, into an index; answers its end and how many messages that were. */
function createCopy(client: Client, kafka: KafkaConfig, index: string) {
  const logger = createLogger('reindex', 'warn');
  const codec = createCodec(topics.annotated, createRegistry(kafka.registry), kafka.prefix);
  const stories = createStories(client, index);
  const context = { name: 'reindex', health: createHealth(), logger, signal: new AbortController().signal };

  async function read({ value }: Incoming): Promise<VersionedWrite | null> {
    if (value === null) return null;
    try {
      return toDocument(await retryForever(() => codec.decode(value), context));
    } catch (error) {
      // It is a dead letter already.
      if (error instanceof MessageError) return null;
      throw error;
    }
  }

  async function write(incoming: readonly Incoming[]): Promise<void> {
    const writes = (await Promise.all(incoming.map(read))).filter((item) => item !== null);
    const newest = newestOfEach(writes);
    let pending = writes.filter((_write, place) => newest.has(place));
    await retryForever(async () => {
      const assigned = await stories.assign(pending);
      const results = await writeDocuments(client, { index, requireAlias: false }, assigned);
      const again = results.find(
        (result): result is Delivered & { outcome: 'again' } => result.outcome === 'again',
      );
      pending = pending.filter((_write, place) => results[place]?.outcome === 'again');
      if (again) throw again.error;
    }, context);
  }

  return async (from: Offsets | undefined, label: string): Promise<{ ends: Offsets; messages: number }> => {
    const progress = createProgress(label);
    let messages = 0;
    const ends = await replay(kafka, {
      topic: topics.annotated.name,
      ...(from ? { from } : {}),
      onMessages: async (incoming) => {
        await write(incoming);
        messages += incoming.length;
      },
      onProgress: progress.show,
      logger,
    });
    progress.end();
    await client.indices.refresh({ index });
    return { ends, messages };
  };
}

async function indexBehind(client: Client, alias: string): Promise<string | null> {
  if (!(await client.indices.existsAlias({ name: alias })).body) return null;
  const { body } = await client.indices.getAlias({ name: alias });
  return Object.keys(body)[0] ?? null;
}

async function countsOf(client: Client, index: string): Promise<Counts> {
  const count = async (deleted: boolean): Promise<number> => {
    const { body } = await client.count({ index, body: { query: { term: { deleted } } } });
    return body.count;
  };
  return { articles: await count(false), deleted: await count(true) };
}

async function moveAliases(
  client: Client,
  definition: IndexDefinition,
  old: string | null,
  index: string,
): Promise<void> {
  const actions = Object.entries(definition.body.aliases).flatMap(([alias, body]): object[] => [
    ...(old === null ? [] : [{ remove: { index: old, alias } }]),
    { add: { index, alias, ...body } },
  ]);
  await client.indices.updateAliases({ body: { actions } });
}
