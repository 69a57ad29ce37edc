import type { Client } from '@opensearch-project/opensearch';
import { MessageError } from '@gazette/schemas';
import { judgeItem, type Judgement } from '../judge-item.ts';
import type { VersionedWrite } from '../to-document.ts';
import { inBulk } from './bulk.ts';

/** An index or alias to write to. With `requireAlias`, a missing alias is an error and creates no index. */
export interface Target {
  readonly index: string;
  readonly requireAlias: boolean;
}

/** Writes documents in one bulk; one result per write, in order. Refuses a document that is too large. */
export async function writeDocuments(
  client: Client,
  target: Target,
  writes: readonly VersionedWrite[],
): Promise<readonly Judgement[]> {
  return inBulk<VersionedWrite, Judgement>(client, writes, {
    index: target.index,
    toOperation: ({ id, version, document }) => ({
      action: {
        index: { _id: id, version, version_type: 'external_gte', require_alias: target.requireAlias },
      },
      document,
    }),
    judge: (answer) => judgeItem(answer),
    tooLarge: () => {
      const reason = 'OpenSearch answered 413 to a bulk of this document alone.';
      return { outcome: 'refused', error: new MessageError('too-large', reason) };
    },
  });
}
