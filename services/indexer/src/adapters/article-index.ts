import type { Client } from '@opensearch-project/opensearch';
import { classifyOpenSearchError } from '@gazette/runtime/opensearch';
import { articlesIndex, indexNames, mappingProblem, SetupError } from '@gazette/schemas';
import type { Delivered, Delivery } from '@gazette/runtime';
import type { Judgement } from '../judge-item.ts';
import { settle } from '../settle.ts';
import type { VersionedWrite } from '../to-document.ts';
import type { PersonsIndex } from './persons-index.ts';
import type { Stories } from './stories.ts';
import { writeDocuments } from './write-documents.ts';

/** The articles index, as the indexer writes it. */
export interface ArticleIndex {
  /** Throws `SetupError` unless both aliases name one open index with the mapping of this code's generation. */
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

/** How long the answer of a check is believed, in milliseconds. */
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
   * A fault of set-up may look like one of a document. So a refusal counts when it is repeated after the set-up was looked at:
   * `check` throws where that is at fault.
   */
  async function write(writes: readonly VersionedWrite[]): Promise<readonly Judgement[]> {
    const assigned = await stories.assign(writes);
    const judged = await writeDocuments(client, target, assigned);
    const doubtful = assigned.filter((_write, place) => judged[place]?.outcome === 'refused');
    if (doubtful.length === 0) return judged;
    await check();
    const confirmed = await writeDocuments(client, target, doubtful);
    return judged.map(
      (judgement, place) => confirmed[doubtful.indexOf(assigned[place] as VersionedWrite)] ?? judgement,
    );
  }

  async function upsert(items: readonly Delivery<VersionedWrite>[]): Promise<readonly Delivered[]> {
    if (performance.now() - checkedAt > CHECK_EVERY_MS) await check();
    const writes = items.map(({ value }) => value);
    const before = await persons.namedBefore(writes);
    try {
      const results = await settle(writes, write);
      return writes.map((item) => results.get(item) as Delivered);
    } finally {
      // Also when the answer was lost: what was written may have taken effect, and then nothing else tells who was named before.
      persons.touch(writes, before);
    }
  }

  return { check, upsert };
}
