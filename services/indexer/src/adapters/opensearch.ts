import type { Client } from '@opensearch-project/opensearch';
import { createOpenSearch as createClient } from '@gazette/runtime/opensearch';
import { openSearchFault, type OpenSearchError } from '@gazette/schemas';

/** Bulks are large and may take longer than other requests. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The indexer's OpenSearch client. */
export function createOpenSearch(nodes: readonly string[]): Client {
  return createClient(nodes, { requestTimeout: REQUEST_TIMEOUT_MS });
}

/** A part of a multi-search or multi-get, whose own status is 200. Parts of a multi-get have no status. */
interface AnswerPart {
  readonly status?: number;
  readonly error?: OpenSearchError;
}

/** The parts of a response. Throws the error of the first failed part, which would otherwise look empty. */
export function allParts<T>(parts: readonly (T & AnswerPart)[]): readonly T[] {
  for (const { status, error } of parts) {
    if (error)
      throw (
        openSearchFault(status ?? 400, error) ?? new Error(`OpenSearch answered ${JSON.stringify(error)}`)
      );
  }
  return parts;
}
