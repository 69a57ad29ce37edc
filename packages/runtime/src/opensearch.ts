import { Client, errors } from '@opensearch-project/opensearch';

/**
 * An OpenSearch client without retries of its own: what fails is tried again by `retryForever`, which says so. A request that takes
 * longer than `requestTimeout` milliseconds fails.
 */
export function createOpenSearch(node: string, requestTimeout = 10_000): Client {
  return new Client({ node, maxRetries: 0, requestTimeout });
}

/** The status of an answer that the client reports as an error, or null when there was no answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof errors.ResponseError ? error.statusCode : null;
}
