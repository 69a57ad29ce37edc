import { statusOf } from '@gazette/runtime/opensearch';
import { SetupError } from '@gazette/schemas';

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
