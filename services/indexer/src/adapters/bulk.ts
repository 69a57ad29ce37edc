import type { Client } from '@opensearch-project/opensearch';
import { classifyOpenSearchError, statusOf } from '@gazette/runtime/opensearch';
import type { BulkItem } from '../judge-item.ts';

/** One operation of a bulk: `{ index: … }` or `{ create: … }`, with its document. */
export interface BulkOperation {
  readonly action: Readonly<Record<string, object>>;
  readonly document: object;
}

/** How items become operations, and answers become results. */
export interface BulkOptions<Item, Result> {
  readonly index: string;
  readonly toOperation: (item: Item) => BulkOperation;
  readonly judge: (answer: BulkItem) => Result;
  /** The result of an item to which OpenSearch answers 413 even when it is sent alone. */
  readonly tooLarge: (item: Item) => Result | Promise<Result>;
}

/** Sends one bulk; one result per item, in order. Splits it on a 413. Throws when the whole request fails. */
export async function inBulk<Item, Result>(
  client: Client,
  items: readonly Item[],
  options: BulkOptions<Item, Result>,
): Promise<readonly Result[]> {
  const [only, ...others] = items;
  if (only === undefined) return [];
  try {
    return (await send(client, options.index, items.map(options.toOperation))).map((answer) =>
      options.judge(answer),
    );
  } catch (error) {
    if (statusOf(error) !== 413) throw classifyOpenSearchError(error);
    if (others.length === 0) return [await options.tooLarge(only)];
    const half = Math.ceil(items.length / 2);
    return [
      ...(await inBulk(client, items.slice(0, half), options)),
      ...(await inBulk(client, items.slice(half), options)),
    ];
  }
}

const FILTER = 'items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason';

async function send(
  client: Client,
  index: string,
  operations: readonly BulkOperation[],
): Promise<readonly BulkItem[]> {
  const lines = operations.map(
    ({ action, document }) => `${JSON.stringify(action)}\n${JSON.stringify(document)}\n`,
  );
  const response = await client.transport.request({
    method: 'POST',
    path: `/${index}/_bulk`,
    querystring: { filter_path: FILTER },
    bulkBody: lines.join(''),
  });
  const answers = (response.body as { items?: Record<string, BulkItem>[] } | undefined)?.items ?? [];
  const items = answers.flatMap((answer) => Object.values(answer));
  if (items.length !== operations.length) {
    throw new Error(
      `The bulk response is incomplete: expected ${operations.length} items, found ${items.length}.`,
    );
  }
  return items;
}
