import type { Client } from '@opensearch-project/opensearch';
import { articlesIndex, indexNames, mappingProblem, MessageError, SetupError } from '@gazette/schemas';
import type { Delivered, Delivery } from '@gazette/runtime';
import { judgeItem, type BulkItem } from '../judge-item.ts';
import { newestOfEach } from '../newest.ts';
import type { VersionedWrite } from '../to-document.ts';
import { classifyOpenSearchError, statusOf } from './opensearch.ts';
import type { Stories } from './stories.ts';

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
  /** Called with what was written, before the offsets are committed. */
  readonly onWritten: (writes: readonly VersionedWrite[]) => void;
}

/** How long the answer of a mapping check is believed, in milliseconds. */
const CHECK_EVERY_MS = 5000;

/** The index behind `articles-write`. */
export function createArticleIndex(
  client: Client,
  { prefix, stories, onWritten }: ArticleIndexOptions,
): ArticleIndex {
  const definition = articlesIndex(prefix);
  const alias = indexNames(prefix).articlesWrite;
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

  async function write(writes: readonly VersionedWrite[]): Promise<readonly Delivered[]> {
    try {
      const items = await bulk(client, alias, writes);
      return items.map(judgeItem);
    } catch (error) {
      if (statusOf(error) !== 413) throw classifyOpenSearchError(error);
      return split(writes);
    }
  }

  async function split(writes: readonly VersionedWrite[]): Promise<readonly Delivered[]> {
    if (writes.length === 1) {
      const reason = 'OpenSearch answered 413 to a bulk of this document alone.';
      return [{ outcome: 'refused', error: new MessageError('too-large', reason) }];
    }
    const half = Math.ceil(writes.length / 2);
    return [...(await write(writes.slice(0, half))), ...(await write(writes.slice(half)))];
  }

  /** Writes each article's newest version; where the index refuses that one for good, the one before it. */
  async function settle(writes: readonly VersionedWrite[]): Promise<ReadonlyMap<VersionedWrite, Delivered>> {
    const newest = newestOfEach(writes);
    const chosen = writes.filter((_write, place) => newest.has(place));
    const judged = await write(await stories.assign(chosen));
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
      const results = await settle(writes);
      onWritten(writes.filter((item) => results.get(item)?.outcome === 'delivered'));
      return writes.map((item) => results.get(item) as Delivered);
    },
  };
}

async function bulk(
  client: Client,
  alias: string,
  writes: readonly VersionedWrite[],
): Promise<readonly BulkItem[]> {
  const lines = writes.map(
    ({ id, version, document }) =>
      `${JSON.stringify({ index: { _id: id, version, version_type: 'external_gte', require_alias: true } })}\n${JSON.stringify(document)}\n`,
  );
  const response = await client.transport.request({
    method: 'POST',
    path: `/${alias}/_bulk`,
    querystring: {
      filter_path: 'items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason',
    },
    bulkBody: lines.join(''),
  });
  const items = ((response.body as { items?: { index: BulkItem }[] } | undefined)?.items ?? []).map(
    ({ index }) => index,
  );
  if (items.length !== writes.length) {
    throw new Error(
      `The bulk response was judged incomplete: expected ${writes.length} items, found ${items.length}.`,
    );
  }
  return items;
}
