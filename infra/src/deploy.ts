import type { Client } from '@opensearch-project/opensearch';
import { createLogger, createTopics, offsetBounds } from '@gazette/runtime';
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

/** Creating an index may take long on a busy cluster, in milliseconds. */
const DEPLOY_TIMEOUT_MS = 60_000;

/** Where the engines are, and what goes before every name. */
export interface Deployment {
  /** host:port, more separated by commas. */
  readonly kafka: string;
  /** Base URL of the registry's Confluent API. */
  readonly registry: string;
  readonly opensearch: string;
  readonly prefix: string;
  /** Copies beside the first of each index; 0 unless given. */
  readonly indexReplicas?: number;
  /** Copies of each topic's partitions; 1 unless given. */
  readonly topicReplicas?: number;
}

/** What a deployment did; empty lists when all was there. */
export interface Deployed {
  readonly topics: readonly string[];
  readonly subjects: readonly string[];
  readonly indices: readonly string[];
  readonly templates: readonly string[];
  /** What an operator should do next. */
  readonly advice: readonly string[];
}

/**
 * The one set-up step: topics, registry subjects, indices with their aliases, search templates. Repeatable; what exists is left as
 * it is. Throws `SetupError` when an index holds a mapping of another generation, or when aliases name other than one index.
 */
export async function deploy(deployment: Deployment): Promise<Deployed> {
  const { kafka, registry, opensearch, prefix, topicReplicas = 1, indexReplicas = 0 } = deployment;
  const logger = createLogger('deploy', 'warn', 'stderr');
  const brokers = { brokers: kafka.split(','), prefix };
  const topics = await createTopics(brokers, logger, topicReplicas);
  const subjects = await registerSchemas(createRegistry(registry), prefix);
  const client = createOpenSearch(opensearch, { requestTimeout: DEPLOY_TIMEOUT_MS });
  try {
    const indices = await createIndices(client, indexDefinitions(prefix, indexReplicas));
    const advice = await adviceFor(indices, articlesIndex(prefix), () =>
      offsetBounds(brokers, logger, allTopics.annotated.name),
    );
    return {
      topics,
      subjects: Object.keys(subjects),
      indices,
      templates: await putTemplates(client, prefix),
      advice,
    };
  } finally {
    await client.close();
  }
}

/** An index that had to be created, or that no alias named, lacks what has been indexed elsewhere. */
async function adviceFor(
  done: readonly string[],
  { name, aliases }: IndexDefinition,
  ends: () => ReturnType<typeof offsetBounds>,
): Promise<readonly string[]> {
  if (!done.includes(name) && !aliases.every((alias) => done.includes(alias))) return [];
  const holdsMessages = [...(await ends()).values()].some(({ low, high }) => low < high);
  return holdsMessages
    ? ['The articles index in place may lack what articles.annotated holds: run `npx gazette reindex`.']
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

/** Answers the names of what was missing: the index, or aliases over it. Aliases of one definition always name one index. */
async function ensureIndex(client: Client, definition: IndexDefinition): Promise<readonly string[]> {
  const named = new Map<string, readonly string[]>();
  for (const alias of definition.aliases) named.set(alias, await indicesBehind(client, alias));
  const missing = definition.aliases.filter((alias) => named.get(alias)?.length === 0);
  const [found, ...others] = new Set([...named.values()].flat());
  if (others.length > 0) {
    const places = [...named].map(([alias, indices]) => `${alias}: ${indices.join(', ')}`).join('; ');
    throw new SetupError(
      `Expected one index behind all aliases, found ${places}.`,
      'Run `npx gazette reindex`.',
    );
  }
  // After a reindex the index in place carries another name: a lost alias belongs beside the one that is left.
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

/** Articles are reindexed; any other index of the same generation is given its new fields in place. */
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
