import type { Client } from '@opensearch-project/opensearch';
import { classifyOpenSearchError } from '@gazette/runtime/opensearch';
import { articlesIndex, indexNames, mappingProblem, SetupError } from '@gazette/schemas';
import type { DeliveryResult, Delivery } from '@gazette/runtime';
import type { Judgement } from '../judge-item.ts';
import { writeNewest } from '../write-newest.ts';
import type { VersionedWrite } from '../to-document.ts';
import type { PersonsIndex } from '../persons/adapters/persons-index.ts';
import type { Stories } from './stories.ts';
import { writeDocuments } from './write-documents.ts';

/** The articles index, as the indexer writes it. */
export interface ArticleIndex {
  /** Throws `SetupError` unless both aliases name one open index whose mapping has this code's generation. */
  readonly check: () => Promise<void>;
  /** Writes documents; one result per item, in order. A repeat succeeds; a stale write is `superseded`. */
  readonly upsert: (items: readonly Delivery<VersionedWrite>[]) => Promise<readonly DeliveryResult[]>;
}

/** What is derived from the articles, and kept consistent with them. */
export interface ArticleIndexOptions {
  readonly prefix: string;
  readonly stories: Stories;
  /** Called before and after each write, before the offsets are committed. */
  readonly persons: Pick<PersonsIndex, 'namedBefore' | 'touch'>;
}

/** A successful check counts for this long. */
const CHECK_EVERY_MS = 5000;

/** The index behind `articles-write`. */
export function createArticleIndex(
  client: Client,
  { prefix, stories, persons }: ArticleIndexOptions,
): ArticleIndex {
  const definition = articlesIndex(prefix);
  const alias = indexNames(prefix).articlesWrite;
  const target = { index: alias, requireAlias: true };
  let checkedAt = -Infinity;

  async function check(): Promise<void> {
    const { body } = await client.indices.get({ index: [...definition.aliases] }).catch((error: unknown) => {
      throw classifyOpenSearchError(error);
    });
    const [found, ...others] = Object.entries(body);
    if (!found || others.length > 0) {
      const names = Object.keys(body).join(', ');
      throw new SetupError(
        `${definition.aliases.join(', ')}: expected one index, found ${names}.`,
        'Run `npx gazette reindex`.',
      );
    }
    const [name, { mappings, settings }] = found;
    if (String(settings?.index?.verified_before_close) === 'true')
      throw new SetupError(`${name} is closed.`, 'Open it.');
    const problem = mappingProblem(definition, mappings?._meta);
    if (problem !== null) throw new SetupError(`${problem}.`, 'Run `npx gazette reindex`.');
    checkedAt = performance.now();
  }

  /**
   * A configuration fault can look like a poison message. So a refusal only counts when it repeats after
   * `check`, which throws on configuration faults.
   */
  async function write(writes: readonly VersionedWrite[]): Promise<readonly Judgement[]> {
    const assigned = await stories.assign(writes);
    const judgements = await writeDocuments(client, target, assigned);
    const refused = assigned.filter((_write, index) => judgements[index]?.outcome === 'refused');
    if (refused.length === 0) return judgements;
    await check();
    const retried = await writeDocuments(client, target, refused);
    const secondJudgements = new Map(refused.map((item, index) => [item, retried[index]]));
    return judgements.map(
      (judgement, index) => secondJudgements.get(assigned[index] as VersionedWrite) ?? judgement,
    );
  }

  async function upsert(items: readonly Delivery<VersionedWrite>[]): Promise<readonly DeliveryResult[]> {
    if (performance.now() - checkedAt > CHECK_EVERY_MS) await check();
    const writes = items.map(({ value }) => value);
    const before = await persons.namedBefore(writes);
    try {
      const results = await writeNewest(writes, write);
      return writes.map((item) => results.get(item) as DeliveryResult);
    } finally {
      // Also after an error: the write may have taken effect and replaced the names stored before.
      persons.touch(writes, before);
    }
  }

  return { check, upsert };
}
