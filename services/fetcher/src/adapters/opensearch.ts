import { Client, errors } from '@opensearch-project/opensearch';

const REQUEST_TIMEOUT_MS = 10_000;

/** An OpenSearch client without retries of its own. */
export function createOpenSearch(node: string): Client {
  return new Client({ node, maxRetries: 0, requestTimeout: REQUEST_TIMEOUT_MS });
}

/** The status of an answer that the client reports as an error, or null when there was no answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof errors.ResponseError ? error.statusCode : null;
}
