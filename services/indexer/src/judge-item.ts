import { MessageError, SetupError } from '@gazette/schemas';

/** One item of a bulk response, as far as we read it. */
export interface BulkItem {
  readonly status: number;
  readonly error?: {
    readonly type: string;
    readonly reason?: string;
    readonly caused_by?: { readonly reason?: string };
  };
}

/** How a write ended; see the runtime's `Delivered`. */
export type Judgement =
  | { readonly outcome: 'delivered' | 'superseded' }
  | { readonly outcome: 'refused'; readonly error: MessageError }
  | { readonly outcome: 'again'; readonly error: Error };

const REINDEX = 'Run `npx gazette reindex`.';

/**
 * Judges one item of a bulk response. A 409 is a stale write; 429 and 5xx are our world's faults; 401, 403 (a read-only block among
 * them), a missing alias and a strict mapping's refusal are set-up faults; other 4xx are the message's fault.
 *
 * @param mappingRemedy what mends an index that does not know a field of ours
 */
export function judgeItem({ status, error }: BulkItem, mappingRemedy = REINDEX): Judgement {
  if (status < 300) return { outcome: 'delivered' };
  const type = error?.type ?? 'unknown';
  const reason = [error?.reason, error?.caused_by?.reason].filter(Boolean).join(' ');
  const found = `OpenSearch answered ${status} ${type}: ${reason}`.slice(0, 1500);
  if (status === 409) return { outcome: 'superseded' };
  if (status === 429 || status >= 500) return { outcome: 'again', error: new Error(found) };
  const remedy = type === MISFIT ? mappingRemedy : remedyOf(status);
  if (remedy !== null) return { outcome: 'again', error: new SetupError(found, remedy) };
  return {
    outcome: 'refused',
    error: new MessageError(type.replace(/_exception$/, '').replaceAll('_', '-'), found),
  };
}

const MISFIT = 'strict_dynamic_mapping_exception';

function remedyOf(status: number): string | null {
  if (status === 401 || status === 403) return 'Check credentials and index blocks.';
  if (status === 404) return 'Run `npx gazette deploy`.';
  return null;
}
