import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** The names of Gazette's aliases in OpenSearch under one prefix. */
export interface IndexNames {
  /** Read alias; hides deleted articles. */
  readonly articles: string;
  /** Write alias; includes deleted articles. */
  readonly articlesWrite: string;
  /** Alias over the persons index, for reads and writes. */
  readonly persons: string;
  /** Alias over the dead letters index, for reads and writes. */
  readonly deadLetters: string;
  /** Alias over the idempotency keys index, for reads and writes. */
  readonly idempotencyKeys: string;
}

/** An index to create: PUT /{name} with `body`, which names the aliases too. */
export interface IndexDefinition {
  /** The index behind the aliases: `articles-v1`. */
  readonly name: string;
  /** Every alias over it. */
  readonly aliases: readonly string[];
  /** Whether a mapping change requires a reindex; other indices gain new fields in place. */
  readonly reindexed: boolean;
  readonly body: IndexBody;
}

/** Body of the create-index call. */
export interface IndexBody {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly mappings: IndexMappings;
  readonly aliases: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A mapping with the generation it belongs to. */
export interface IndexMappings {
  readonly _meta: MappingMeta;
  readonly dynamic: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Identifies the mapping an index was created with; `hash` covers the analysis settings and the mapping. */
export interface MappingMeta {
  readonly generation: number;
  readonly hash: string;
}

/** A stored search template: PUT /_scripts/{id} with {script: {lang: 'mustache', source}}. */
export interface SearchTemplate {
  readonly id: string;
  readonly source: string;
}

/** Names under `prefix` (empty in production; random in tests). */
export function indexNames(prefix: string): IndexNames {
  return {
    articles: `${prefix}articles`,
    articlesWrite: `${prefix}articles-write`,
    persons: `${prefix}persons`,
    deadLetters: `${prefix}dead-letters`,
    idempotencyKeys: `${prefix}idempotency-keys`,
  };
}

/** The articles index of this code's mapping generation, with its two aliases. */
export function articlesIndex(prefix: string, replicas = 0): IndexDefinition {
  const { articles, articlesWrite } = indexNames(prefix);
  return definition('articles', prefix, replicas, {
    [articles]: { filter: { term: { deleted: false } } },
    [articlesWrite]: {},
  });
}

/** The persons index with its alias. */
export function personsIndex(prefix: string, replicas = 0): IndexDefinition {
  const { persons } = indexNames(prefix);
  return definition('persons', prefix, replicas, { [persons]: {} });
}

/** The dead letters index with its alias. */
export function deadLettersIndex(prefix: string, replicas = 0): IndexDefinition {
  const { deadLetters } = indexNames(prefix);
  return definition('dead-letters', prefix, replicas, { [deadLetters]: {} });
}

/** The idempotency keys index with its alias. */
export function idempotencyKeysIndex(prefix: string, replicas = 0): IndexDefinition {
  const { idempotencyKeys } = indexNames(prefix);
  return definition('idempotency-keys', prefix, replicas, { [idempotencyKeys]: {} });
}

/** Every index of a deployment, in the order of creation. */
export function indexDefinitions(prefix: string, replicas = 0): readonly IndexDefinition[] {
  return [
    articlesIndex(prefix, replicas),
    personsIndex(prefix, replicas),
    deadLettersIndex(prefix, replicas),
    idempotencyKeysIndex(prefix, replicas),
  ];
}

/** The stored search templates; their ids carry the prefix and their own version. */
export function searchTemplates(prefix: string): readonly SearchTemplate[] {
  return readdirSync(new URL('templates/', folder))
    .filter((file) => file.endsWith('.mustache'))
    .sort()
    .map((file) => ({
      id: `${prefix}${file.slice(0, -'.mustache'.length)}`,
      source: read(`templates/${file}`),
    }));
}

/**
 * Why this code cannot use an index, worded for an operator; null when it can.
 *
 * @param found the `_meta` of the mapping behind the alias
 */
export function mappingProblem(expected: IndexDefinition, found: unknown): string | null {
  const wanted = expected.body.mappings._meta;
  const { generation, hash } = (found ?? {}) as Partial<MappingMeta>;
  if (generation === wanted.generation && hash === wanted.hash) return null;
  const actual =
    generation === undefined
      ? 'an index without a mapping generation'
      : `generation ${generation} (${String(hash)})`;
  return (
    `${expected.aliases.join(', ')}: expected mapping generation ${wanted.generation} (${wanted.hash}), ` +
    `found ${actual}`
  );
}

const folder = new URL('../../opensearch/', import.meta.url);

interface IndexFile {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly mappings: Omit<IndexMappings, '_meta'> & { readonly _meta: { readonly generation: number } };
}

function definition(
  kind: string,
  prefix: string,
  replicas: number,
  aliases: IndexBody['aliases'],
): IndexDefinition {
  const { settings, mappings } = JSON.parse(read(`${kind}.index.json`)) as IndexFile;
  const { generation } = mappings._meta;
  const hash = createHash('sha256')
    .update(JSON.stringify([settings['analysis'], mappings]))
    .digest('hex')
    .slice(0, 16);
  return {
    name: `${prefix}${kind}-v${generation}`,
    aliases: Object.keys(aliases),
    reindexed: kind === 'articles',
    body: {
      settings: { ...settings, number_of_replicas: replicas },
      mappings: { ...mappings, _meta: { generation, hash } },
      aliases,
    },
  };
}

function read(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8');
}
