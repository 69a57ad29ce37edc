import { parsePeriod } from './periods.ts';

/** Selects dead letters; every given filter must match. */
export interface DeadLetterFilters {
  /** topic/partition/offset of each; empty for all. */
  readonly ids?: readonly string[] | undefined;
  readonly stage?: string | undefined;
  readonly errorClass?: string | undefined;
  readonly topic?: string | undefined;
  readonly article?: string | undefined;
  /** Words that must all occur in the reason. */
  readonly reason?: readonly string[] | undefined;
  /** Bounds of the last failure's time, both inclusive, as {@link deadLetterTime} returns them. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Default: `waiting` (not redriven yet). */
  readonly state?: DeadLetterState | undefined;
}

/** Whether a dead letter was redriven. */
export const deadLetterStates = ['waiting', 'redriven', 'all'] as const;
export type DeadLetterState = (typeof deadLetterStates)[number];

/** The OpenSearch query of these filters, against the mapping of dead-letters.index.json. */
export function deadLetterQuery(filters: DeadLetterFilters): object {
  const { ids = [], stage, errorClass, topic, article, reason = [], from, to, state = 'waiting' } = filters;
  const term = (field: string, value: string | undefined): readonly object[] =>
    value === undefined ? [] : [{ term: { [field]: value } }];
  const redriven = { exists: { field: 'redrivenAt' } };
  const range = { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }) };
  return {
    bool: {
      filter: [
        ...(ids.length === 0 ? [] : [{ ids: { values: ids } }]),
        ...term('stage', stage),
        ...term('errorClass', errorClass),
        ...term('topic', topic),
        ...term('articleId', article),
        ...reason.map((query) => ({ match: { reason: { query, operator: 'and' } } })),
        ...(Object.keys(range).length === 0 ? [] : [{ range: { lastAt: range } }]),
        ...(state === 'redriven' ? [redriven] : []),
      ],
      must_not: state === 'waiting' ? [redriven] : [],
    },
  };
}

/** What {@link deadLetterTime} accepts, for error messages. */
export const DEAD_LETTER_TIMES =
  'a date (2025-02-27, 2025-02-27T09:30Z) or a time before now (now-1h, now-30m, now-7d)';

/** A time bound for OpenSearch: `from` is the start of a date, `to` its end. Null for an invalid time. */
export function deadLetterTime(bound: 'from' | 'to', text: string): string | null {
  if (/^now(-\d{1,5}[smhdw])?$/.test(text)) return text;
  return parsePeriod(text)?.[bound === 'from' ? 'gte' : 'lte'] ?? null;
}
