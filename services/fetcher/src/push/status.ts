/** The state of an article, according to the indices and committed offsets. */
export type Whereabouts = 'accepted' | 'annotated' | 'searchable' | 'superseded' | 'deleted' | 'dead';

/** What the index holds under the article's id. */
export interface IndexedState {
  readonly revision: number;
  readonly deleted: boolean;
  /** Whether a search already finds this revision. */
  readonly refreshed: boolean;
}

/** What is known about one article; `pushed` holds the values from the push answer. */
export interface Evidence {
  readonly indexed: IndexedState | null;
  /** The newest dead letter of the article. */
  readonly dead: { readonly revision: number | null; readonly reason: string } | null;
  readonly pushed: {
    readonly revision: number | null;
    readonly partition: number | null;
    readonly offset: bigint | null;
  };
  /** The annotator's committed offset in the article's partition. */
  readonly annotatedUpTo: bigint | null;
}

/** The state of an article. */
export interface Status {
  readonly state: Whereabouts;
  /** The newest revision that is indexed. */
  readonly revision: number | null;
  readonly reason?: string;
}

/** The state of an article; null when it is unknown. */
export function whereIs({ indexed, dead, pushed, annotatedUpTo }: Evidence): Status | null {
  const reached = indexed !== null && (pushed.revision === null || indexed.revision >= pushed.revision);
  if (reached) return ofIndexed(indexed, pushed.revision);
  const revision = indexed?.revision ?? null;
  if (
    dead !== null &&
    (pushed.revision === null || dead.revision === null || dead.revision === pushed.revision)
  ) {
    return { state: 'dead', revision, reason: dead.reason };
  }
  if (pushed.offset === null) return pushed.revision === null ? null : { state: 'accepted', revision };
  return {
    state: annotatedUpTo !== null && annotatedUpTo > pushed.offset ? 'annotated' : 'accepted',
    revision,
  };
}

function ofIndexed({ revision, deleted, refreshed }: IndexedState, pushed: number | null): Status {
  if (pushed !== null && revision > pushed) return { state: 'superseded', revision };
  if (deleted) return { state: 'deleted', revision };
  return { state: refreshed ? 'searchable' : 'annotated', revision };
}
