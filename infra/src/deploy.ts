import type { Client } from '@opensearch-project/opensearch';
import { createLogger, offsetBounds } from '@gazette/runtime';
import { createOpenSearch } from '@gazette/runtime/opensearch';
import {
  articlesIndex,
  createRegistry,
  indexDefinitions,
  mappingProblem,
  registerSchemas,
  searchTemplates,
  SetupError,
  topics as allTopics,
  type IndexDefinition,
  type MappingMeta,
} from '@gazette/schemas';
import { deployTopics } from './deploy-topics.ts';

/** Creating an index can be slow on a busy cluster. */
const DEPLOY_TIMEOUT_MS = 60_000;

/** Addresses of the engines, name prefix and numbers of copies. */
export interface Deployment {
  /** `host:port`; several are separated by commas. */
  readonly kafka: string;
  /** Base URL of the registry's Confluent API. */
  readonly registry: string;
  /** URL of a node; several are separated by commas. */
  readonly opensearch: string;
  readonly prefix: string;
  /** Replicas of each index; by default 1, or 0 on a single node. */
  readonly indexReplicas?: number | undefined;
  /** Replication factor of each topic; by default 3, or the number of brokers if there are fewer. */
  readonly topicReplicas?: number | undefined;
  /** Declares that one broker is enough, so that an acknowledged article may be on a single disk. */
  readonly singleBroker?: boolean;
}

/** The objects that a deployment created; empty lists when all existed. */
export interface Deployed {
  readonly topics: readonly string[];
  readonly subjects: readonly string[];
  readonly indices: readonly string[];
  readonly templates: readonly string[];
  /** Settings of existing topics that were changed, one line each. */
  readonly migrated: readonly string[];
  /** Next steps for the operator. */
  readonly advice: readonly string[];
}

/**
 * Creates topics, registry subjects, indices with aliases, and search templates; safe to repeat. Throws
 * `SetupError` when a mapping is of another generation or aliases point at more than one index.
 */
export async function deploy(deployment: Deployment): Promise<Deployed> {
  const { kafka, registry, opensearch, prefix, topicReplicas, singleBroker = false } = deployment;
  const logger = createLogger('deploy', 'warn', 'stderr');
  const brokers = { brokers: kafka.split(','), prefix };
  const { created, migrated, drift } = await deployTopics(brokers, logger, {
    singleBroker,
    replicas: topicReplicas,
  });
  const subjects = await registerSchemas(createRegistry(registry), prefix);
  const client = createOpenSearch(opensearch.split(','), { requestTimeout: DEPLOY_TIMEOUT_MS });
  try {
    const indexReplicas = deployment.indexReplicas ?? ((await dataNodes(client)) > 1 ? 1 : 0);
    const indices = await createIndices(client, indexDefinitions(prefix, indexReplicas));
    const advice = await adviceFor(indices, articlesIndex(prefix), () =>
      offsetBounds(brokers, logger, allTopics.annotated.name),
    );
    return {
      topics: created,
      migrated,
      subjects: Object.keys(subjects),
      indices,
      templates: await putTemplates(client, prefix),
      advice: [...drift, ...advice],
    };
  } finally {
    await client.close();
  }
}

async function dataNodes(client: Client): Promise<number> {
  return (await client.cluster.health()).body.number_of_data_nodes;
}

/** An index that was just created, or just got all its aliases, may lack articles that the topic holds. */
async function adviceFor(
  done: readonly string[],
  { name, aliases }: IndexDefinition,
  ends: () => ReturnType<typeof offsetBounds>,
): Promise<readonly string[]> {
  if (!done.includes(name) && !aliases.every((alias) => done.includes(alias))) return [];
  const holdsMessages = [...(await ends()).values()].some(({ low, high }) => low < high);
  return holdsMessages
    ? ['The articles index may lack articles that articles.annotated holds: run `npx gazette reindex`.']
    : [];
}

async function createIndices(
  client: Client,
  definitions: readonly IndexDefinition[],
): Promise<readonly string[]> {
  const done: string[] = [];
  for (const definition of definitions) done.push(...(await ensureIndex(client, definition)));
  return done;
}

/** Returns the names that it created: the index or missing aliases. All aliases must share one index. */
async function ensureIndex(client: Client, definition: IndexDefinition): Promise<readonly string[]> {
  const named = new Map<string, readonly string[]>();
  for (const alias of definition.aliases) named.set(alias, await indicesBehind(client, alias));
  const missing = definition.aliases.filter((alias) => named.get(alias)?.length === 0);
  const [found, ...others] = new Set([...named.values()].flat());
  if (others.length > 0) {
    const targets = [...named].map(([alias, indices]) => `${alias}: ${indices.join(', ')}`).join('; ');
    throw new SetupError(
      `Expected one index behind all aliases, found ${targets}.`,
      'Run `npx gazette reindex`.',
    );
  }
  // A reindex changes the name of the index, so a lost alias goes to the index behind the remaining aliases.
  const holder =
    found ?? ((await client.indices.exists({ index: definition.name })).body ? definition.name : null);
  if (holder === null) {
    await client.indices.create({ index: definition.name, body: definition.body as never });
    return [definition.name];
  }
  await matchMapping(client, holder, definition);
  for (const alias of missing) {
    await client.indices.putAlias({ index: holder, name: alias, body: definition.body.aliases[alias] ?? {} });
  }
  return missing;
}

async function indicesBehind(client: Client, alias: string): Promise<readonly string[]> {
  if (!(await client.indices.existsAlias({ name: alias })).body) return [];
  const { body } = await client.indices.getAlias({ name: alias });
  return Object.keys(body);
}

/** Articles need a reindex; any other index of the same generation gets new fields in place. */
async function matchMapping(client: Client, index: string, definition: IndexDefinition): Promise<void> {
  const { body } = await client.indices.getMapping({ index });
  for (const { mappings } of Object.values(body)) {
    const found = mappings._meta as Partial<MappingMeta> | undefined;
    const problem = mappingProblem(definition, found);
    if (problem === null) continue;
    const wanted = definition.body.mappings;
    if (definition.reindexed || found?.generation !== wanted._meta.generation)
      throw new SetupError(`${problem}.`, 'Run `npx gazette reindex`.');
    await client.indices.putMapping({ index, body: wanted as never });
  }
}

async function putTemplates(client: Client, prefix: string): Promise<readonly string[]> {
  const templates = searchTemplates(prefix);
  for (const { id, source } of templates) {
    await client.putScript({ id, body: { script: { lang: 'mustache', source } } });
  }
  return templates.map(({ id }) => id);
}
