import type { CallOpenSearch } from '@gazette/runtime';
import {
  accessFaultOf,
  callOpenSearch,
  createOpenSearch,
  openSearchErrorOf,
  statusOf,
} from '@gazette/runtime/opensearch';
import { indexNames, Problem, RETRY_AFTER_SECONDS } from '@gazette/schemas';
import type { Ask, EngineRequest, SearchResponse } from '../engine.ts';

/** The OpenSearch client of this service. */
export interface SearchEngine {
  readonly ask: Ask;
  /** Sends any other request, for the runtime's stores; throws the same problems as `ask`. */
  readonly call: CallOpenSearch;
  /** Why searches currently fail; null when OpenSearch answers and is set up. */
  readonly problem: () => Promise<string | null>;
  readonly stop: () => Promise<void>;
}

/** Longer than any query takes on a healthy cluster. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Creates the client; it connects on the first request. */
export function createSearchEngine(nodes: readonly string[], prefix: string): SearchEngine {
  const client = createOpenSearch(nodes, {
    requestTimeout: REQUEST_TIMEOUT_MS,
    maxRetries: Math.max(1, nodes.length - 1),
  });
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
    call: callOpenSearch(client, toProblem),
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
  const status = statusOf(error);
  if (status === 400)
    return new Problem(400, `OpenSearch refused the query: ${reasonOf(error)}`, { cause: error });
  return new Problem(503, unavailability(error, status), {
    cause: error,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

function unavailability(error: unknown, status: number | null): string {
  const access = accessFaultOf(error);
  if (access) return access.message;
  const found = messageOf(error);
  if (status === null) return `OpenSearch does not answer: ${found}`;
  if (status === 404) return `OpenSearch is not set up (${found}): run \`npx gazette deploy\`.`;
  return `OpenSearch cannot answer now (${status}): ${found}`;
}

function reasonOf(error: unknown): string {
  return openSearchErrorOf(error)?.root_cause?.[0]?.reason ?? messageOf(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
