import { Client, errors } from '@opensearch-project/opensearch';
import type { CallOpenSearch } from '@gazette/runtime';
import { indexNames, Problem, RETRY_AFTER_SECONDS } from '@gazette/schemas';
import type { Ask, EngineRequest, SearchResponse } from '../engine.ts';

/** OpenSearch as this service reads it. */
export interface SearchEngine {
  readonly ask: Ask;
  /** Any other request, for stores of the runtime; throws problems as `ask` does. */
  readonly call: CallOpenSearch;
  /** Why nothing can be found at present; null when the engine answers and is set up. */
  readonly problem: () => Promise<string | null>;
  readonly stop: () => Promise<void>;
}

/** Longer than any query of ours takes on a healthy engine, in milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Connects to OpenSearch; nothing is asked before the first request. */
export function createSearchEngine(node: string, prefix: string): SearchEngine {
  const client = new Client({ node, maxRetries: 1, requestTimeout: REQUEST_TIMEOUT_MS });
  const names = indexNames(prefix);

  async function ask<Source, Aggregations>({
    index,
    body,
  }: EngineRequest<Source, Aggregations>): Promise<SearchResponse<Source, Aggregations>> {
    try {
      const response = await client.transport.request({
        method: 'POST',
        path: `/${names[index]}/_search`,
        body,
      });
      return response.body as SearchResponse<Source, Aggregations>;
    } catch (error) {
      throw toProblem(error);
    }
  }

  return {
    ask,
    call: async (method, path, body) => {
      try {
        const response = await client.transport.request({ method, path, ...(body ? { body } : {}) });
        return response.body as unknown;
      } catch (error) {
        if (error instanceof errors.ResponseError && error.statusCode === 404) return null;
        throw toProblem(error);
      }
    },
    problem: async () => {
      try {
        await ask({ index: 'articles', body: { size: 0 } });
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    stop: () => client.close(),
  };
}

function toProblem(error: unknown): Problem {
  const retryAfterSeconds = RETRY_AFTER_SECONDS;
  if (!(error instanceof errors.ResponseError)) {
    const found = error instanceof Error ? error.message : String(error);
    return new Problem(503, `OpenSearch does not answer: ${found}`, { cause: error, retryAfterSeconds });
  }
  const { statusCode, message } = error;
  switch (statusCode) {
    case 400:
      return new Problem(400, `OpenSearch refused the query: ${reasonOf(error)}`, { cause: error });
    case 401:
    case 403:
      return new Problem(503, `OpenSearch refuses access (${statusCode}): check its credentials.`, {
        cause: error,
        retryAfterSeconds,
      });
    case 404:
      return new Problem(503, `OpenSearch is not set up (${message}): run \`npx gazette deploy\`.`, {
        cause: error,
        retryAfterSeconds,
      });
    default:
      return new Problem(503, `OpenSearch cannot answer now (${statusCode}): ${message}`, {
        cause: error,
        retryAfterSeconds,
      });
  }
}

interface ErrorBody {
  readonly error?: { readonly root_cause?: readonly { readonly reason?: string }[] };
}

function reasonOf(error: errors.ResponseError): string {
  return (error.body as ErrorBody).error?.root_cause?.[0]?.reason ?? error.message;
}
