/** The indices this service reads. `articlesWrite` shows deletes too. */
export type IndexKey = 'articles' | 'articlesWrite' | 'persons' | 'deadLetters';

/** A search whose answer holds documents of `Source` and aggregations of `Aggregations`. */
export interface EngineRequest<Source, Aggregations> {
  readonly index: IndexKey;
  readonly body: Readonly<Record<string, unknown>>;
  /** Carries the types; never set. */
  readonly answers?: SearchResponse<Source, Aggregations>;
}

/** What OpenSearch answers to a search, as far as we read it. */
export interface SearchResponse<Source, Aggregations> {
  readonly hits: { readonly total: { readonly value: number }; readonly hits: readonly Hit<Source>[] };
  readonly aggregations: Aggregations;
}

/** One document of an answer. */
export interface Hit<Source> {
  readonly _id: string;
  readonly _score: number | null;
  readonly _source: Source;
  readonly sort?: readonly unknown[];
  readonly highlight?: Readonly<Record<string, readonly string[]>>;
  readonly inner_hits?: Readonly<
    Record<string, { readonly hits: { readonly hits: readonly Hit<unknown>[] } }>
  >;
}

/** A terms aggregation, `Sub` being what each bucket holds besides. */
export interface Terms<Sub = unknown> {
  readonly buckets: readonly ({ readonly key: string; readonly doc_count: number } & Sub)[];
}

/** Asks OpenSearch; throws a 503 problem when it is away or not set up. */
export type Ask = <Source, Aggregations>(
  request: EngineRequest<Source, Aggregations>,
) => Promise<SearchResponse<Source, Aggregations>>;
