import { Client, errors } from '@opensearch-project/opensearch';
import { accessRefused, openSearchFault, SetupError, type OpenSearchError } from '@gazette/schemas';
import type { CallOpenSearch } from './dead-letter-store.ts';

/** How a client treats slow and failed requests. */
export interface OpenSearchOptions {
  /** A request that takes longer fails. In milliseconds. */
  readonly requestTimeout?: number;
  /**
   * Each attempt goes to another node. By default as many as there are other nodes, so that one that is away
   * fails no request; `retryForever` retries and reports failures of all.
   */
  readonly maxRetries?: number;
}

/** A client of the cluster with these nodes; it connects with the first request. */
export function createOpenSearch(
  nodes: readonly string[],
  { requestTimeout = 10_000, maxRetries = nodes.length - 1 }: OpenSearchOptions = {},
): Client {
  return new Client({ nodes: [...nodes], maxRetries, requestTimeout });
}

/** The status of a response that the client reports as an error, or null when there was no response. */
export function statusOf(error: unknown): number | null {
  return error instanceof errors.ResponseError ? error.statusCode : null;
}

/** The error object of a failed response; null when there was no response. */
export function openSearchErrorOf(error: unknown): OpenSearchError | null {
  if (!(error instanceof errors.ResponseError)) return null;
  const body = error.body as { readonly error?: OpenSearchError } | undefined;
  return body?.error ?? { type: 'unknown', reason: error.message };
}

/** The `SetupError` of refused credentials (401, 403), or null for any other failure. */
export function accessFaultOf(error: unknown): SetupError | null {
  const status = statusOf(error);
  return status === 401 || status === 403 ? accessRefused(`status ${status}`, error) : null;
}

/** The configuration fault behind a failed request, otherwise the error itself. */
export function classifyOpenSearchError(error: unknown): unknown {
  const status = statusOf(error);
  const found = openSearchErrorOf(error);
  if (status === null || found === null) return error;
  const fault = openSearchFault(status, found);
  return fault instanceof SetupError ? fault : error;
}

/**
 * Requests as the runtime's stores make them: resolves to null for 404.
 *
 * @param classify turns any other failure into the error to throw
 */
export function callOpenSearch(
  client: Client,
  classify: (error: unknown) => unknown = classifyOpenSearchError,
): CallOpenSearch {
  return async (method, path, body) => {
    try {
      const response = await client.transport.request({ method, path, ...(body ? { body } : {}) });
      return response.body as unknown;
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw classify(error);
    }
  };
}
