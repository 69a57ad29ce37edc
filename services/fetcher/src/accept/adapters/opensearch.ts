import { accessFaultOf, statusOf } from '@gazette/runtime/opensearch';
import { aliasMissing, type SetupError } from '@gazette/schemas';

/** The configuration fault behind a failed request to `alias`, or null for a transient one. */
export function setupFaultOf(error: unknown, alias: string): SetupError | null {
  return accessFaultOf(error) ?? (statusOf(error) === 404 ? aliasMissing(alias, error) : null);
}
