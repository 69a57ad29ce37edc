import { SetupError } from '../errors.ts';

/** The error object of an OpenSearch response. */
export interface OpenSearchError {
  readonly type: string;
  readonly reason?: string;
  readonly caused_by?: { readonly reason?: string };
  readonly root_cause?: readonly { readonly reason?: string }[];
}

const REINDEX = 'Run `npx gazette reindex`.';
const MISFIT = 'strict_dynamic_mapping_exception';

/**
 * The fault behind an OpenSearch error, unless the document or the query caused it (null: any other 4xx).
 * A plain Error is transient (5xx or 429, also for a full disk); a `SetupError` waits for an operator.
 *
 * @param mappingRemedy the fix for an index whose mapping lacks a field
 */
export function openSearchFault(
  status: number,
  error: OpenSearchError | undefined,
  mappingRemedy = REINDEX,
): Error | null {
  if (status === 429 || status >= 500) return new Error(openSearchErrorText(status, error));
  const { type = '', reason = '' } = error ?? {};
  const remedy = type === MISFIT ? mappingRemedy : remedyOf(status, type, reason);
  return remedy === null ? null : new SetupError(openSearchErrorText(status, error), remedy);
}

/** Status, type and reasons of an error, at most 1500 characters. */
export function openSearchErrorText(status: number, error: OpenSearchError | undefined): string {
  const reason = [error?.reason, error?.caused_by?.reason].filter(Boolean).join(' ');
  return `OpenSearch answered ${status} ${error?.type ?? 'unknown'}: ${reason}`.slice(0, 1500);
}

/** All types observed on OpenSearch 3.7, which reports most configuration faults of an index with 400. */
function remedyOf(status: number, type: string, reason: string): string | null {
  if (type === 'cluster_block_exception') return 'Lift the block of the index, or of the cluster.';
  if (isAccessRefused(status, type)) return ACCESS_REMEDY;
  if (status === 404 || type === 'index_not_found_exception')
    return 'Run `npx gazette deploy`, and `npx gazette reindex` if an index was lost.';
  if (type === 'index_closed_exception') return 'Open the index.';
  if (type === 'routing_missing_exception') return REINDEX;
  if (type !== 'illegal_argument_exception') return null;
  if (/no write index is defined|has more than one ind/.test(reason)) return REINDEX;
  if (/^pipeline with id|^Limit of total fields/.test(reason)) return REINDEX;
  return null;
}

const ACCESS_REMEDY = 'Check its credentials and roles.';

function isAccessRefused(status: number, type: string): boolean {
  return status === 401 || status === 403 || type === 'security_exception';
}

/** OpenSearch refused the credentials or their role. */
export function accessRefused(found: string, cause?: unknown): SetupError {
  return new SetupError(`OpenSearch refused access (${found}).`, ACCESS_REMEDY, { cause });
}

/** An alias is missing or points at more than one index. */
export function aliasMissing(alias: string, cause?: unknown): SetupError {
  return new SetupError(
    `OpenSearch has no alias ${alias} on exactly one index.`,
    'Run `npx gazette deploy`.',
    { cause },
  );
}

/** The fault behind an error of one document in a multi-get through `alias`, which has no status. */
export function lookUpFault({ type, reason = '' }: OpenSearchError, alias: string): Error {
  if (type === 'security_exception') return accessRefused(reason);
  // `illegal_argument_exception`: the alias names more than one index.
  if (type === 'index_not_found_exception' || type === 'illegal_argument_exception')
    return aliasMissing(alias);
  return new Error(`${type}: ${reason}`);
}
