/** The indices this service reads. `articlesWrite` includes deleted articles. */
export type IndexKey = 'articles' | 'articlesWrite' | 'persons' | 'deadLetters';

/** A search that returns documents of type `Source`, and `Aggregations`. */
export interface EngineRequest<Source, Aggregations> {
  readonly index: IndexKey;
  readonly body: Readonly<Record<string, unknown>>;
  /** Carries the response type; never set. */
  readonly answers?: SearchResponse<Source, Aggregations>;
}

/** The part of an OpenSearch search response that this service reads. */
export interface SearchResponse<Source, Aggregations> {
  readonly hits: { readonly total: { readonly value: number }; readonly hits: readonly Hit<Source>[] };
  readonly aggregations: Aggregations;
}

/** One document in a search response. */
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

/** The result of a terms aggregation; `Sub` is the type of the sub-aggregations in each bucket. */
export interface Terms<Sub = unknown> {
  readonly buckets: readonly ({ readonly key: string; readonly doc_count: number } & Sub)[];
}

/** Runs a search. Throws a 503 problem when OpenSearch is unavailable or not set up. */
export type Ask = <Source, Aggregations>(
  request: EngineRequest<Source, Aggregations>,
) => Promise<SearchResponse<Source, Aggregations>>;
