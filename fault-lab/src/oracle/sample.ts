import type { RawArticle } from '@gazette/schemas';

/** Some of the articles that pass, each in its newest revision. */
export interface Sample {
  readonly add: (article: RawArticle) => void;
  readonly newest: () => readonly RawArticle[];
}

/**
 * A sample of `least` to twice as many articles (all where there are fewer): those with the lowest ids, which are hashes and so as good
 * as chosen by lot. The texts of a long run would not fit in memory.
 */
export function openSample(least: number): Sample {
  const kept = new Map<string, RawArticle>();
  let highest: string | null = null;
  return {
    add: (article) => {
      const { id, revision } = article;
      // One that was let go does not come back with a later revision, so that none is kept in an old one.
      if (highest !== null && id > highest) return;
      if ((kept.get(id)?.revision ?? 0) >= revision) return;
      kept.set(id, article);
      if (kept.size < 2 * least) return;
      const ids = [...kept.keys()].sort();
      for (const other of ids.splice(least)) kept.delete(other);
      highest = ids.at(-1) ?? null;
    },
    newest: () => [...kept.values()],
  };
}
