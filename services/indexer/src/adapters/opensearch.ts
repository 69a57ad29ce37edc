import { Client, errors } from '@opensearch-project/opensearch';
import type { CallOpenSearch } from '@gazette/runtime';
import { SetupError } from '@gazette/schemas';

const REQUEST_TIMEOUT_MS = 30_000;

/** An OpenSearch client without retries of its own: what fails is tried again by the runtime, which says so. */
export function createOpenSearch(node: string): Client {
  return new Client({ node, maxRetries: 0, requestTimeout: REQUEST_TIMEOUT_MS });
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

/** The status of an answer that the client reports as an error, or null when there was no answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof errors.ResponseError ? error.statusCode : null;
}

/** Tells a fault of access or set-up (401, 403, 404) from one of our world, for an answer to a whole request. */
export function classifyOpenSearchError(error: unknown): unknown {
  const status = statusOf(error);
  const found = error instanceof Error ? error.message : String(error);
  if (status === 401 || status === 403) {
    return new SetupError(`OpenSearch refused access (${status}): ${found}.`, 'Check its credentials.', {
      cause: error,
    });
  }
  if (status === 404)
    return new SetupError(`OpenSearch lacks what we need: ${found}.`, 'Run `npx gazette deploy`.', {
      cause: error,
    });
  return error;
}
