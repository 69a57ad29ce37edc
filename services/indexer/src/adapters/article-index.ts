import type { Client } from '@opensearch-project/opensearch';
import { articlesIndex, indexNames, mappingProblem, SetupError } from '@gazette/schemas';
import type { Delivered, Delivery } from '@gazette/runtime';
import { newestOfEach } from '../newest.ts';
import type { VersionedWrite } from '../to-document.ts';
import { classifyOpenSearchError } from './opensearch.ts';
import type { PersonsIndex } from './persons-index.ts';
import type { Stories } from './stories.ts';
import { writeDocuments } from './write-documents.ts';

/** The articles index, as the indexer writes it. */
export interface ArticleIndex {
  /** Throws `SetupError` when the write alias is missing or the mapping behind it is of another generation. */
  readonly check: () => Promise<void>;
  /** Writes versioned documents; a repeat succeeds and a stale write is `superseded`. One result an item, in order. */
  readonly upsert: (items: readonly Delivery<VersionedWrite>[]) => Promise<readonly Delivered[]>;
}

/** What the index tells those who keep something derived from it. */
export interface ArticleIndexOptions {
  readonly prefix: string;
  readonly stories: Stories;
  /** Told which articles are about to change and which did, before the offsets are committed. */
  readonly persons: Pick<PersonsIndex, 'namedBefore' | 'touch'>;
}

/** How long the answer of a mapping check is believed, in milliseconds. */
const CHECK_EVERY_MS = 5000;

/** The index behind `articles-write`. */
export function createArticleIndex(
  client: Client,
  { prefix, stories, persons }: ArticleIndexOptions,
): ArticleIndex {
  const definition = articlesIndex(prefix);
  const alias = indexNames(prefix).articlesWrite;
  const target = { index: alias, requireAlias: true };
  let checkedAt = 0;

  async function check(): Promise<void> {
    const mappings = await client.indices.getMapping({ index: alias }).catch((error: unknown) => {
      throw classifyOpenSearchError(error);
    });
    const indices = Object.entries(mappings.body);
    if (indices.length !== 1)
      throw new SetupError(
        `${alias}: expected one index, found ${indices.length}.`,
        'Run `npx gazette deploy`.',
      );
    const problem = mappingProblem(definition, indices[0]?.[1].mappings._meta);
    if (problem !== null) throw new SetupError(`${problem}.`, 'Run `npx gazette reindex`.');
    checkedAt = Date.now();
  }

  /** Writes each article's newest version; where the index refuses that one for good, the one before it. */
  async function settle(writes: readonly VersionedWrite[]): Promise<ReadonlyMap<VersionedWrite, Delivered>> {
    const newest = newestOfEach(writes);
    const chosen = writes.filter((_write, place) => newest.has(place));
    const judged = await writeDocuments(client, target, await stories.assign(chosen));
    const results = new Map(chosen.map((item, place) => [item, judged[place] as Delivered]));
    const refused = new Set(
      chosen.filter((item) => results.get(item)?.outcome === 'refused').map(({ id }) => id),
    );
    const others = writes.filter((item) => !results.has(item));
    for (const item of others) results.set(item, { outcome: 'superseded' });
    const older = others.filter(({ id }) => refused.has(id));
    if (older.length > 0) for (const [item, result] of await settle(older)) results.set(item, result);
    return results;
  }

  return {
    check,
    upsert: async (items) => {
      if (Date.now() - checkedAt > CHECK_EVERY_MS) await check();
      const writes = items.map(({ value }) => value);
      const before = await persons.namedBefore(writes);
      const results = await settle(writes);
      persons.touch(
        writes.filter((item) => results.get(item)?.outcome === 'delivered'),
        before,
      );
      return writes.map((item) => results.get(item) as Delivered);
    },
  };
}
