import type { Client } from '@opensearch-project/opensearch';
import { MessageError } from '@gazette/schemas';
import type { Delivered } from '@gazette/runtime';
import { judgeItem, type BulkItem } from '../judge-item.ts';
import type { VersionedWrite } from '../to-document.ts';
import { classifyOpenSearchError, statusOf } from './opensearch.ts';

/** Where documents go. With `requireAlias` a missing alias is an error and never silently becomes an index. */
export interface Target {
  readonly index: string;
  readonly requireAlias: boolean;
}

/**
 * One bulk, judged item by item; one result a write, in order. A 413 splits the bulk, and a document that is too large alone is
 * refused. Throws when the whole request fails.
 */
export async function writeDocuments(
  client: Client,
  target: Target,
  writes: readonly VersionedWrite[],
): Promise<readonly Delivered[]> {
  if (writes.length === 0) return [];
  try {
    const items = await bulk(client, target, writes);
    return items.map(judgeItem);
  } catch (error) {
    if (statusOf(error) !== 413) throw classifyOpenSearchError(error);
    if (writes.length === 1) {
      const reason = 'OpenSearch answered 413 to a bulk of this document alone.';
      return [{ outcome: 'refused', error: new MessageError('too-large', reason) }];
    }
    const half = Math.ceil(writes.length / 2);
    return [
      ...(await writeDocuments(client, target, writes.slice(0, half))),
      ...(await writeDocuments(client, target, writes.slice(half))),
    ];
  }
}

const FILTER = 'items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason';

async function bulk(
  client: Client,
  target: Target,
  writes: readonly VersionedWrite[],
): Promise<readonly BulkItem[]> {
  const lines = writes.map(({ id, version, document }) => {
    const index = { _id: id, version, version_type: 'external_gte', require_alias: target.requireAlias };
    return `${JSON.stringify({ index })}\n${JSON.stringify(document)}\n`;
  });
  const response = await client.transport.request({
    method: 'POST',
    path: `/${target.index}/_bulk`,
    querystring: { filter_path: FILTER },
    bulkBody: lines.join(''),
  });
  const items = ((response.body as { items?: { index: BulkItem }[] } | undefined)?.items ?? []).map(
    ({ index }) => index,
  );
  if (items.length !== writes.length) {
    throw new Error(
      `The bulk response is incomplete: expected ${writes.length} items, found ${items.length}.`,
    );
  }
  return items;
}
