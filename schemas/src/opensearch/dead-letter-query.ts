import { parsePeriod } from './periods.ts';

/** Which dead letters are meant; all that is given must hold. */
export interface DeadLetterFilters {
  /** topic/partition/offset of each; empty for any. */
  readonly ids?: readonly string[] | undefined;
  readonly stage?: string | undefined;
  readonly errorClass?: string | undefined;
  readonly topic?: string | undefined;
  readonly article?: string | undefined;
  /** Words that must all occur in the reason. */
  readonly reason?: readonly string[] | undefined;
  /** First and last time of death, both inclusive, as {@link deadLetterTime} answers them. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `waiting` (not sent back yet) unless given. */
  readonly state?: DeadLetterState | undefined;
}

/** Whether an operator has sent a dead letter back. */
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

/** What {@link deadLetterTime} takes, for messages to whoever gave something else. */
export const DEAD_LETTER_TIMES =
  'a date (2025-02-27, 2025-02-27T09:30Z) or a time before now (now-1h, now-30m, now-7d)';

/** A bound of the time of death as OpenSearch reads it: `from` is the beginning of a date, `to` its end. Null for what is no time. */
export function deadLetterTime(bound: 'from' | 'to', text: string): string | null {
  if (/^now(-\d{1,5}[smhdw])?$/.test(text)) return text;
  return parsePeriod(text)?.[bound === 'from' ? 'gte' : 'lte'] ?? null;
}
