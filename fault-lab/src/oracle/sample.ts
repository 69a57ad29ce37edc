import type { RawArticle } from '@gazette/schemas';

/** A sample of the articles added, each in its newest revision. */
export interface Sample {
  readonly add: (article: RawArticle) => void;
  readonly newest: () => readonly RawArticle[];
}

/**
 * Keeps `least` to twice as many articles, or all if there are fewer, because a long run would not fit in
 * memory. It keeps the lowest ids; ids are hashes, so the choice is effectively random.
 */
export function openSample(least: number): Sample {
  const kept = new Map<string, RawArticle>();
  let highest: string | null = null;
  return {
    add: (article) => {
      const { id, revision } = article;
      // A dropped article must not return with a later revision: the sample could miss its newest one.
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
