import { parsePeriod, type InstantRange } from '@gazette/schemas';
import { z } from 'zod';

const MAX_WORDS = 500;
const MAX_SIZE = 100;
const PERIOD = 'expected a date: YYYY, YYYY-MM, YYYY-Www, YYYY-MM-DD or an ISO 8601 instant';

/** Free words or a name, trimmed. */
export const words = z
  .string()
  .trim()
  .min(1, `expected 1 to ${MAX_WORDS} characters`)
  .max(MAX_WORDS, `expected 1 to ${MAX_WORDS} characters`);

/** A date of any precision, as the range of time it covers. */
export const period = z.string().transform((text, context): InstantRange => {
  const range = parsePeriod(text);
  if (range) return range;
  context.addIssue({ code: 'custom', message: PERIOD });
  return z.NEVER;
});

/** A date of any precision, or an inclusive range of two (`2025-02-01..2025-03-01`). */
export const periodRange = z.string().transform((text, context): InstantRange => {
  const [first = '', last = first, ...rest] = text.split('..');
  const from = parsePeriod(first);
  const to = parsePeriod(last);
  if (from && to && rest.length === 0 && from.gte <= to.lte) return { gte: from.gte, lte: to.lte };
  context.addIssue({ code: 'custom', message: `${PERIOD}, or a range of two: 2025-02-01..2025-03-01` });
  return z.NEVER;
});

/** How many results to return. */
export const size = z
  .string()
  .regex(/^\d{1,3}$/, `expected a whole number from 0 to ${MAX_SIZE}`)
  .transform(Number)
  .refine((value) => value <= MAX_SIZE, `expected a whole number from 0 to ${MAX_SIZE}`);

/** The `next` of the previous page. */
export const after = z.string().regex(/^[\w-]{1,2000}$/, 'expected the `next` of an earlier answer');
