import { MessageError } from '@gazette/schemas';
import { type Day, dayOfInstant } from './calendar.ts';

/**
 * The UTC day of publication, against which relative dates are resolved; null when it is not known.
 * Throws `MessageError` beyond the range of a date (ECMA-262, 21.4.1.1).
 */
export function anchorOf(publishedAt: number | null): Day | null {
  if (publishedAt === null) return null;
  if (Number.isNaN(new Date(publishedAt).getTime())) {
    throw new MessageError(
      'date-out-of-range',
      `publishedAt: expected milliseconds since the epoch of a calendar date, found ${publishedAt}.`,
    );
  }
  return dayOfInstant(publishedAt);
}

/** The anchor as `2025-02-27`. */
export function formatAnchor(anchor: Day): string {
  return new Date(anchor * 86_400_000).toISOString().slice(0, 10);
}
