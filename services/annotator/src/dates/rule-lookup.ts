import type { Token } from '../text.ts';
import type { Rule } from './rule.ts';

/** The rules to try at a token, in order; `next` is the token after it in its sentence. */
export type RulesAt = (token: Token, next: Token | undefined) => readonly Rule[];

/**
 * Frequent words that start many expressions but are none alone: the word after them shows which rules can
 * match.
 */
export const openers: ReadonlySet<string> = new Set(
  'the a an this that last next first one two three half some many'.split(' '),
);

/**
 * Keys rules by their first word, and after an opener by the next word: every third rule can start with
 * "the", but none with "the government". Only rules whose pattern cannot match are left out.
 */
export function createRuleLookup(rules: readonly Rule[]): RulesAt {
  const byStart = new Map<string, Rule[]>();
  for (const rule of rules) for (const start of new Set(rule.starts)) list(byStart, start, rule);
  const byStem = new Map(
    [...openers].map((opener) => [opener, groupByStem(byStart.get(opener) ?? [])] as const),
  );
  return (token, next) => {
    const begun = byStart.get(token.lower);
    if (begun === undefined) return rulesWithin(token, byStart);
    const stem = byStem.has(token.lower) ? stemBehind(token, next) : undefined;
    return stem === undefined ? begun : (byStem.get(token.lower)?.get(stem) ?? []);
  };
}

/**
 * The rules for the start of a token: any number starts with a digit, `mid-1990s` with "mid", `FY2024` with
 * "fy".
 */
function rulesWithin({ text, lower }: Token, byStart: ReadonlyMap<string, readonly Rule[]>): readonly Rule[] {
  if (!COMPOUND.test(lower)) return [];
  if (/^\d/.test(text)) return byStart.get('#') ?? [];
  return text.length > LONGEST ? [] : (byStart.get(lower.replace(COMPOUND, '')) ?? []);
}

const COMPOUND = /[-.\d].*$/;
/** Longer compounds, in UTF-16 units, do not start an expression. */
const LONGEST = 24;

function groupByStem(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const index = new Map<string, Rule[]>();
  for (const rule of rules) for (const stem of stemsIn(rule.pattern.source)) list(index, stem, rule);
  return index;
}

function list(index: Map<string, Rule[]>, key: string, rule: Rule): void {
  const listed = index.get(key);
  if (listed) listed.push(rule);
  else index.set(key, [rule]);
}

/** A word's first three letters, or all of them if it is shorter. */
const STEM = /^(?:[a-z]{3}|[a-z]{1,2}(?!\p{L}))/u;

/** The stem of the word after a token; undefined without a space between them, and for a mark or a number. */
function stemBehind(token: Token, next: Token | undefined): string | undefined {
  return next && next.start > token.end ? STEM.exec(next.lower)?.[0] : undefined;
}

/** The stems of the words that a pattern spells out; the last letter of one may be optional (`an?`). */
function stemsIn(pattern: string): ReadonlySet<string> {
  const letters = pattern.replace(/\(\?<\w+>|\\p\{\w+\}|\\u\w{4}|\\x\w\w|\\\w/g, ' ').toLowerCase();
  const stems = new Set<string>();
  for (const [, word = '', optional] of letters.matchAll(/([a-z]+)(\??)/g)) {
    stems.add(word.slice(0, 3));
    if (optional) stems.add(word.slice(0, -1).slice(0, 3));
  }
  return stems;
}
