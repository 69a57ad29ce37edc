/** Which dead letters are meant; all that is given must hold. */
export interface DeadLetterFilters {
  readonly ids: readonly string[];
  readonly stage?: string | undefined;
  readonly errorClass?: string | undefined;
  readonly topic?: string | undefined;
  readonly article?: string | undefined;
  /** Words of the reason. */
  readonly reason?: string | undefined;
  /** First and last time of death, anything that OpenSearch reads as a date. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Also those that were sent back already. */
  readonly redriven: boolean;
}

/** The OpenSearch query of these filters. */
export function deadLetterQuery(filters: DeadLetterFilters): object {
  const { ids, stage, errorClass, topic, article, reason, since, until, redriven } = filters;
  const term = (field: string, value: string | undefined): readonly object[] =>
    value === undefined ? [] : [{ term: { [field]: value } }];
  const range = {
    ...(since === undefined ? {} : { gte: since }),
    ...(until === undefined ? {} : { lte: until }),
  };
  return {
    bool: {
      filter: [
        ...(ids.length === 0 ? [] : [{ ids: { values: ids } }]),
        ...term('stage', stage),
        ...term('errorClass', errorClass),
        ...term('topic', topic),
        ...term('articleId', article),
        ...(reason === undefined ? [] : [{ match: { reason: { query: reason, operator: 'and' } } }]),
        ...(Object.keys(range).length === 0 ? [] : [{ range: { lastAt: range } }]),
      ],
      must_not: redriven ? [] : [{ exists: { field: 'redrivenAt' } }],
    },
  };
}
