import { Client, errors } from '@opensearch-project/opensearch';
import { SetupError } from '@gazette/schemas';

const REQUEST_TIMEOUT_MS = 10_000;

/** An OpenSearch client without retries of its own. */
export function createOpenSearch(node: string): Client {
  return new Client({ node, maxRetries: 0, requestTimeout: REQUEST_TIMEOUT_MS });
}

/** The status of an answer that the client reports as an error, or null when there was no answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof errors.ResponseError ? error.statusCode : null;
}

/** The fault of access or set-up that an error reports, or null for one of another kind. */
export function setupFaultOf(error: unknown, alias: string): SetupError | null {
  const status = statusOf(error);
  if (status === 401 || status === 403) return refusedAccess(`status ${status}`, error);
  return status === 404 ? missingAlias(alias, error) : null;
}

/** OpenSearch knows us not, or not well enough. */
export function refusedAccess(found: string, cause?: unknown): SetupError {
  return new SetupError(
    `OpenSearch refused access (${found}).`,
    'Check its credentials and roles; this is looked at again every 5 seconds.',
    { cause },
  );
}

/** OpenSearch has been set up wrongly or not at all. */
export function missingAlias(alias: string, cause?: unknown): SetupError {
  return new SetupError(
    `OpenSearch has no alias ${alias} on exactly one index.`,
    'Run `npx gazette deploy`.',
    { cause },
  );
}
