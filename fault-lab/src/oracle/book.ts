import type { Ledger, LedgerArticle, Poison, TrafficCounts, Write } from './contract.ts';

/** A write that waits for its answer. */
export interface Entry {
  /** Records its answer. */
  readonly acknowledge: (revision: number | null, sends: number | null) => void;
}

/** The ledger while it is being written. */
export interface Book {
  readonly ledger: Ledger;
  /** Enters a write before it is sent, because it may take effect from then on. */
  readonly enter: (
    article: Pick<LedgerArticle, 'id' | 'way'>,
    write: Pick<Write, 'kind' | 'fields'>,
    /** Whether the write before it must be found; only feeds replace a version before anyone has read it. */
    isPromisedBefore?: boolean,
  ) => Entry;
  readonly poison: (poison: Poison) => void;
  readonly complain: (what: string) => void;
  readonly count: (what: 'unclear' | 'refused' | 'repeats' | { readonly acknowledged: string }) => void;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
interface Article extends LedgerArticle {
  readonly writes: Mutable<Write>[];
}

/** Further complaints are dropped. */
const MOST_COMPLAINTS = 200;

/** An empty ledger. */
export function openBook(): Book {
  const articles = new Map<string, Article>();
  const poison: Poison[] = [];
  const complaints: string[] = [];
  const acknowledged: Record<string, number> = {};
  const counts: Mutable<TrafficCounts> = { acknowledged, unclear: 0, refused: 0, repeats: 0 };

  return {
    ledger: { articles, poison, complaints, counts },
    enter: ({ id, way }, { kind, fields }, isPromisedBefore = true) => {
      const article = articles.get(id) ?? { id, way, writes: [] };
      articles.set(id, article);
      const write: Mutable<Write> = { kind, fields, certain: false, revision: null, sends: null };
      const before = article.writes.at(-1);
      article.writes.push(write);
      if (before && !isPromisedBefore) before.certain = false;
      return {
        acknowledge: (revision, sends) => {
          write.certain = true;
          write.revision = revision;
          write.sends = sends;
        },
      };
    },
    poison: (message) => {
      poison.push(message);
    },
    complain: (what) => {
      if (complaints.length < MOST_COMPLAINTS) complaints.push(what);
    },
    count: (what) => {
      if (typeof what === 'string') counts[what] += 1;
      else acknowledged[what.acknowledged] = (acknowledged[what.acknowledged] ?? 0) + 1;
    },
  };
}
