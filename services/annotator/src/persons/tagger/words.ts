import { combine, hashText, rowOf, valueOf, type HashTable } from './hash-table.ts';
import type { PersonModel } from './model.ts';

/** What the tagger knows about a word, as hashes and small classes computed once per form. */
export interface Word {
  /** The word with ASCII quotes and hyphens. */
  readonly text: string;
  readonly lower: string;
  /** Hash of `lower`. */
  readonly key: number;
  readonly exact: number;
  /** Hashes of the word with letters as X or x and digits as 9: runs kept to 4, and runs as one. */
  readonly shape: number;
  readonly brief: number;
  readonly prefixes: readonly number[];
  readonly suffixes: readonly number[];
  /** Cluster numbers, 0 when unknown: web coarse and fine, own coarse and fine. */
  readonly clusters: readonly [number, number, number, number];
  /** 0 to 3: how common as a given and as a family name. */
  readonly given: number;
  readonly family: number;
  readonly kind: WordKind;
  /** A number for the kind, for features. */
  readonly kindHash: number;
  /** Whether its capital allows it to be part of a name. */
  readonly capital: boolean;
  /** Whether all of its letters, two or more, are capitals. */
  readonly shout: boolean;
  /** The tagger's sums of weights of single-word features; computed on first use. */
  sums: Float64Array | undefined;
}

const KINDS = [
  'honorific',
  'role',
  'modifier',
  'nationality',
  'speech',
  'particle',
  'suffix',
  'never',
  'initial',
  'mark',
  'other',
] as const;

/** The classes of words around names; the first that fits. */
export type WordKind = (typeof KINDS)[number];

/** Describes words and caches the forms it has seen. */
export type Dictionary = (text: string) => Word;

/** The most word forms cached, so that hostile text cannot fill the memory. */
const REMEMBERED = 100_000;

/** A dictionary over a model's clusters, names and word lists. */
export function createDictionary(model: Omit<PersonModel, 'weights' | 'scale' | 'transitions'>): Dictionary {
  const seen = new Map<string, Word>();
  return (text) => {
    const known = seen.get(text);
    if (known) return known;
    if (seen.size >= REMEMBERED) seen.clear();
    const word = describe(text, model);
    seen.set(text, word);
    return word;
  };
}

type Vocabulary = Omit<PersonModel, 'weights' | 'scale' | 'transitions'>;

/** UTF-16 units read of one word: anything longer is not a word. */
const LONGEST = 40;

const QUOTES: Readonly<Record<string, string>> = { '‘': "'", '’': "'", '“': '"', '”': '"', '‑': '-' };
const CAPITAL = /^(?:(?:al|el|d|o|l)[-'])?\p{Lu}/iu;
const FIRST_CAPITAL = /^(?:(?:[Aa]l|[Ee]l|[dDoOlL])[-'])?\p{Lu}/u;
const INITIAL = /^(?:\p{Lu}\.?|(?:\p{Lu}\.){2,3})$/u;

function describe(raw: string, model: Vocabulary): Word {
  const text = raw.slice(0, LONGEST).replace(/[‘’“”‑]/g, (mark) => QUOTES[mark] ?? mark);
  const lower = text.toLowerCase();
  const shape = text
    .replace(/\p{Lu}/gu, 'X')
    .replace(/[\p{Ll}\p{Lo}]/gu, 'x')
    .replace(/\p{N}/gu, '9');
  const affixes = [1, 2, 3, 4].filter((length) => length <= lower.length);
  const kind = kindOf(text, lower, model);
  const capital = CAPITAL.test(text) && FIRST_CAPITAL.test(text);
  return {
    text,
    lower,
    key: hashText(lower),
    exact: hashText(text),
    shape: hashText(shape.replace(/(.)\1{3,}/g, '$1$1$1$1')),
    brief: hashText(shape.replace(/(.)\1+/g, '$1')),
    prefixes: affixes.map((length) => hashText(lower, 0, length)),
    suffixes: affixes.map((length) => hashText(lower, lower.length - length)),
    clusters: [...pairOf(model.webClusters, text, lower), ...pairOf(model.ownClusters, text, lower)],
    given: nameClass(model.givenNames, lower),
    family: nameClass(model.familyNames, lower),
    kind,
    kindHash: kindHash(kind),
    capital,
    shout: /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u.test(text),
    sums: undefined,
  };
}

/** Coarse and fine cluster, each plus one, of the word as written, otherwise of its lower case. */
function pairOf(table: HashTable, text: string, lower: string): [number, number] {
  let row = rowOf(table, hashText(text));
  if (row < 0) row = rowOf(table, hashText(lower));
  if (row < 0) return [0, 0];
  const pair = table.values[row] ?? 0;
  return [(pair >>> 10) + 1, (pair & 1023) + 1];
}

/** A hyphenated name is as common as its rarest part. */
function nameClass(table: HashTable, lower: string): number {
  const parts = lower.split('-');
  return parts.length > 3 ? 0 : Math.min(...parts.map((part) => valueOf(table, hashText(part), 0) & 3));
}

function kindOf(text: string, lower: string, { lexicon }: Vocabulary): WordKind {
  if (lexicon.honorifics.has(lower)) return 'honorific';
  if (lexicon.suffixes.has(lower)) return 'suffix';
  if (INITIAL.test(text) && text !== 'I' && !lexicon.nationalities.has(lower)) return 'initial';
  if (lexicon.roles.has(lower)) return 'role';
  if (lexicon.particles.has(lower)) return 'particle';
  if (lexicon.roleModifiers.has(lower)) return 'modifier';
  if (lexicon.nationalities.has(lower)) return 'nationality';
  if (lexicon.speech.has(lower)) return 'speech';
  if (lexicon.neverNames.has(lower)) return 'never';
  return /[\p{L}\p{N}]/u.test(text) ? 'other' : 'mark';
}

/** A kind's number among features. */
export function kindHash(kind: WordKind): number {
  return combine(7, KINDS.indexOf(kind));
}
