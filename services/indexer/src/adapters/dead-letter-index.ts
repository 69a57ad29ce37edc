import type { Client } from '@opensearch-project/opensearch';
import { indexNames, MessageError, type DeadLetterDocument } from '@gazette/schemas';
import type { DeliveryResult, Delivery } from '@gazette/runtime';
import { judgeItem } from '../judge-item.ts';
import { withoutBytes } from '../to-dead-letter.ts';
import { inBulk, type BulkOptions } from './bulk.ts';

/**
 * Writes dead letters to the index that operators search. An indexed letter keeps its document, so a replay
 * does not erase that it was redriven. A letter too large for OpenSearch is indexed without its bytes.
 * A letter that the index refuses stays in its topic: it never becomes another dead letter.
 */
export function createDeadLetterIndex(client: Client, prefix: string) {
  const options: BulkOptions<DeadLetterDocument, DeliveryResult> = {
    index: indexNames(prefix).deadLetters,
    toOperation: (letter) => ({
      action: { create: { _id: letter.id, require_alias: true } },
      document: letter,
    }),
    judge: (answer) =>
      answer.status === 409 ? { outcome: 'unchanged' } : judgeItem(answer, 'Run `npx gazette deploy`.'),
    tooLarge: async (letter) => {
      const refused = {
        outcome: 'refused',
        error: new MessageError('too-large', 'Too large for OpenSearch.'),
      } as const;
      if (letter.bytesIn === 'topic') return refused;
      return (await inBulk(client, [withoutBytes(letter)], options))[0] ?? refused;
    },
  };
  return async function index(
    letters: readonly Delivery<DeadLetterDocument>[],
  ): Promise<readonly DeliveryResult[]> {
    return inBulk(
      client,
      letters.map(({ value }) => value),
      options,
    );
  };
}
