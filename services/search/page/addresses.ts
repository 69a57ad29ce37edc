export type ViewName = 'search' | 'article' | 'person' | 'dead-letters' | 'dead-letter' | 'pipeline';

/** The address of each view; the group is the id. The server sends index.html for the same addresses. */
export const addresses: readonly (readonly [view: ViewName, address: RegExp])[] = [
  ['search', /^\/$/],
  ['article', /^\/articles\/([^/]+)$/],
  ['person', /^\/persons\/([^/]+)$/],
  ['dead-letters', /^\/dead-letters$/],
  ['dead-letter', /^\/dead-letters\/([^/]+\/[^/]+\/[^/]+)$/],
  ['pipeline', /^\/pipeline$/],
];
