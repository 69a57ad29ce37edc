import { MessageError, SetupError } from '@gazette/schemas';

/** What OpenSearch says of something that failed. */
export interface ItemError {
  readonly type: string;
  readonly reason?: string;
  readonly caused_by?: { readonly reason?: string };
}

/** One item of a bulk response, as far as we read it. */
export interface BulkItem {
  readonly status: number;
  readonly error?: ItemError;
}

/** How a write ended; see the runtime's `Delivered`. */
export type Judgement =
  | { readonly outcome: 'delivered' | 'superseded' }
  | { readonly outcome: 'refused'; readonly error: MessageError }
  | { readonly outcome: 'again'; readonly error: Error };

const REINDEX = 'Run `npx gazette reindex`.';
const MISFIT = 'strict_dynamic_mapping_exception';

/**
 * Judges one item of a bulk response. A 409 is a stale write; what is no fault of ours or of the set-up (see {@link faultOf}) is the
 * message's fault.
 *
 * @param mappingRemedy what mends an index that does not know a field of ours
 */
export function judgeItem({ status, error }: BulkItem, mappingRemedy = REINDEX): Judgement {
  if (status < 300) return { outcome: 'delivered' };
  if (status === 409) return { outcome: 'superseded' };
  const fault = faultOf(status, error, mappingRemedy);
  if (fault !== null) return { outcome: 'again', error: fault };
  const errorClass = (error?.type ?? 'unknown').replace(/_exception$/, '').replaceAll('_', '-');
  return { outcome: 'refused', error: new MessageError(errorClass, textOf(status, error)) };
}

/**
 * Whose fault an answer is that is not the document's: a plain error is a fault of our world, which passes (429, a full disk among
 * them, and 5xx); a `SetupError` waits for an operator. Null for any other 4xx.
 */
export function faultOf(status: number, error: ItemError | undefined, mappingRemedy = REINDEX): Error | null {
  if (status === 429 || status >= 500) return new Error(textOf(status, error));
  const remedy =
    error?.type === MISFIT ? mappingRemedy : remedyOf(status, error?.type ?? '', error?.reason ?? '');
  return remedy === null ? null : new SetupError(textOf(status, error), remedy);
}

function textOf(status: number, error: ItemError | undefined): string {
  const reason = [error?.reason, error?.caused_by?.reason].filter(Boolean).join(' ');
  return `OpenSearch answered ${status} ${error?.type ?? 'unknown'}: ${reason}`.slice(0, 1500);
}

/** Each type was seen on OpenSearch 3.7, which answers most faults of an index's set-up with 400, like faults of documents. */
function remedyOf(status: number, type: string, reason: string): string | null {
  if (type === 'cluster_block_exception') return 'Lift the block of the index, or of the cluster.';
  if (status === 401 || status === 403 || type === 'security_exception') return 'Check its credentials.';
  if (status === 404 || type === 'index_not_found_exception')
    return 'Run `npx gazette deploy`, and `npx gazette reindex` if an index was lost.';
  if (type === 'index_closed_exception') return 'Open the index.';
  if (type === 'routing_missing_exception') return REINDEX;
  if (type !== 'illegal_argument_exception') return null;
  if (/no write index is defined|has more than one ind/.test(reason)) return REINDEX;
  if (/^pipeline with id|^Limit of total fields/.test(reason)) return REINDEX;
  return null;
}
