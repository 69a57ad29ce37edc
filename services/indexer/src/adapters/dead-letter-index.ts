import type { Client } from '@opensearch-project/opensearch';
import { indexNames, type DeadLetterDocument } from '@gazette/schemas';
import type { Delivered, Delivery } from '@gazette/runtime';
import { judgeItem, type BulkItem } from '../judge-item.ts';
import { classifyOpenSearchError } from './opensearch.ts';

/**
 * Writes dead letters where operators search them. A letter that is there already keeps its document, so that a replay does not
 * forget that it was redriven. A letter that the index refuses stays in its topic: it can never become another dead letter.
 */
export function createDeadLetterIndex(client: Client, prefix: string) {
  const alias = indexNames(prefix).deadLetters;
  return async function index(
    letters: readonly Delivery<DeadLetterDocument>[],
  ): Promise<readonly Delivered[]> {
    const body = letters.flatMap(({ value }) => [{ create: { _id: value.id, require_alias: true } }, value]);
    const answer = await client.bulk({ index: alias, body: body as never }).catch((error: unknown) => {
      throw classifyOpenSearchError(error);
    });
    return (answer.body.items as readonly { create: BulkItem }[]).map(({ create }) =>
      create.status === 409 ? { outcome: 'unchanged' } : judgeItem(create),
    );
  };
}
