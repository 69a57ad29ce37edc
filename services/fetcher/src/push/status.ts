/** Where an article is on its way, as far as the indices and committed offsets tell. */
export type Whereabouts = 'accepted' | 'annotated' | 'searchable' | 'superseded' | 'deleted' | 'dead';

/** What the index holds under the article's id. */
export interface IndexedState {
  readonly revision: number;
  readonly deleted: boolean;
  /** Whether a search sees this revision already. */
  readonly refreshed: boolean;
}

/** What is known of one article; `asked` is what the caller holds from its push answer. */
export interface Evidence {
  readonly indexed: IndexedState | null;
  /** The newest dead letter of the article. */
  readonly dead: { readonly revision: number | null; readonly reason: string } | null;
  readonly asked: {
    readonly revision: number | null;
    readonly partition: number | null;
    readonly offset: bigint | null;
  };
  /** The annotator's committed offset of the asked partition. */
  readonly annotatedUpTo: bigint | null;
}

/** What can be said of an article. */
export interface Status {
  readonly state: Whereabouts;
  /** The newest revision that is indexed. */
  readonly revision: number | null;
  readonly reason?: string;
}

/** Where an article is; null when nothing at all is known of it. */
export function whereIs({ indexed, dead, asked, annotatedUpTo }: Evidence): Status | null {
  const reached = indexed !== null && (asked.revision === null || indexed.revision >= asked.revision);
  if (reached) return ofIndexed(indexed, asked.revision);
  const revision = indexed?.revision ?? null;
  if (
    dead !== null &&
    (asked.revision === null || dead.revision === null || dead.revision === asked.revision)
  ) {
    return { state: 'dead', revision, reason: dead.reason };
  }
  if (asked.offset === null) return asked.revision === null ? null : { state: 'accepted', revision };
  return {
    state: annotatedUpTo !== null && annotatedUpTo > asked.offset ? 'annotated' : 'accepted',
    revision,
  };
}

function ofIndexed({ revision, deleted, refreshed }: IndexedState, asked: number | null): Status {
  if (asked !== null && revision > asked) return { state: 'superseded', revision };
  if (deleted) return { state: 'deleted', revision };
  return { state: refreshed ? 'searchable' : 'annotated', revision };
}
