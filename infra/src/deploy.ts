import { Client } from '@opensearch-project/opensearch';
import { createLogger, createTopics } from '@gazette/runtime';
import {
  createRegistry,
  indexDefinitions,
  mappingProblem,
  registerSchemas,
  searchTemplates,
  SetupError,
  type IndexDefinition,
  type MappingMeta,
} from '@gazette/schemas';

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
}

/**
 * The one set-up step: topics, registry subjects, indices with their aliases, search templates. Repeatable; what exists is left as
 * it is. Throws `SetupError` when an index holds a mapping of another generation.
 */
export async function deploy(deployment: Deployment): Promise<Deployed> {
  const { kafka, registry, opensearch, prefix, topicReplicas = 1, indexReplicas = 0 } = deployment;
  const topics = await createTopics(
    { brokers: kafka.split(','), prefix },
    createLogger('deploy', 'warn'),
    topicReplicas,
  );
  const subjects = await registerSchemas(createRegistry(registry), prefix);
  const client = new Client({ node: opensearch });
  try {
    return {
      topics,
      subjects: Object.keys(subjects),
      indices: await createIndices(client, indexDefinitions(prefix, indexReplicas)),
      templates: await putTemplates(client, prefix),
    };
  } finally {
    await client.close();
  }
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
  const missing: string[] = [];
  let holder: string | null = null;
  for (const alias of definition.aliases) {
    const found = await indexBehind(client, alias);
    if (found === null) missing.push(alias);
    else holder ??= found;
  }
  // After a reindex the index in place carries another name: a lost alias belongs beside the one that is left.
  if (holder === null && (await client.indices.exists({ index: definition.name })).body)
    holder = definition.name;
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

async function indexBehind(client: Client, alias: string): Promise<string | null> {
  if (!(await client.indices.existsAlias({ name: alias })).body) return null;
  const { body } = await client.indices.getAlias({ name: alias });
  return Object.keys(body)[0] ?? null;
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
