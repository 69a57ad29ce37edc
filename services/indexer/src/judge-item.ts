import { MessageError, openSearchErrorText, openSearchFault, type OpenSearchError } from '@gazette/schemas';

/** The fields of a bulk response's item that are read here. */
export interface BulkItem {
  readonly status: number;
  readonly error?: OpenSearchError;
}

/** The outcome of a write; see the runtime's `DeliveryResult`. */
export type Judgement =
  | { readonly outcome: 'delivered' | 'superseded' }
  | { readonly outcome: 'refused'; readonly error: MessageError }
  | { readonly outcome: 'again'; readonly error: Error };

/**
 * Judges one item of a bulk response. A 409 is a stale write; an error that is neither transient nor a
 * configuration fault (see `openSearchFault`) is a poison message.
 *
 * @param mappingRemedy how to fix an index whose mapping lacks a field
 */
export function judgeItem({ status, error }: BulkItem, mappingRemedy?: string): Judgement {
  if (status < 300) return { outcome: 'delivered' };
  if (status === 409) return { outcome: 'superseded' };
  const fault = openSearchFault(status, error, mappingRemedy);
  if (fault !== null) return { outcome: 'again', error: fault };
  const errorClass = (error?.type ?? 'unknown').replace(/_exception$/, '').replaceAll('_', '-');
  return { outcome: 'refused', error: new MessageError(errorClass, openSearchErrorText(status, error)) };
}
