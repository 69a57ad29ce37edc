import { errors, type Client } from '@opensearch-project/opensearch';
import type { CallOpenSearch } from '@gazette/runtime';
import { createOpenSearch as createClient, statusOf } from '@gazette/runtime/opensearch';
import { SetupError } from '@gazette/schemas';
import { faultOf, type ItemError } from '../judge-item.ts';

/** Bulks are large: they may take longer than what others ask for. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The indexer's client. */
export function createOpenSearch(node: string): Client {
  return createClient(node, REQUEST_TIMEOUT_MS);
}

/** The client as the runtime's stores use it. */
export function callOpenSearch(client: Client): CallOpenSearch {
  return async (method, path, body) => {
    try {
      const response = await client.transport.request({ method, path, ...(body ? { body } : {}) });
      return response.body as unknown;
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw classifyOpenSearchError(error);
    }
  };
}

/** Tells a fault of access or set-up from one of our world, for what a request threw. */
export function classifyOpenSearchError(error: unknown): unknown {
  if (!(error instanceof errors.ResponseError)) return error;
  const body = error.body as { readonly error?: ItemError } | undefined;
  const fault = faultOf(error.statusCode, body?.error ?? { type: 'unknown', reason: error.message });
  return fault instanceof SetupError ? fault : error;
}

/** A part of an answer that is answered 200 as a whole: of a multi-search, or of a multi-get, whose parts have no status. */
interface AnswerPart {
  readonly status?: number;
  readonly error?: ItemError;
}

/** The parts of an answer; throws the fault of the first that failed, so that no part is taken for an empty one. */
export function allParts<T>(parts: readonly (T & AnswerPart)[]): readonly T[] {
  for (const { status, error } of parts) {
    if (error)
      throw faultOf(status ?? 400, error) ?? new Error(`OpenSearch answered ${JSON.stringify(error)}`);
  }
  return parts;
}
