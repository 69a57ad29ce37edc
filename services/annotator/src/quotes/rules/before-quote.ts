import { clauseSubject, subjectAhead } from '../clauses/clause-subjects.ts';
import { cueAt, type CueWords, isPast, verbPhraseStart } from '../clauses/cues.ts';
import { subjectAfter } from '../clauses/inverted-subjects.ts';
import type { Item } from '../clauses/items.ts';
import { sourceOf, type Source } from '../clauses/sources.ts';
import { subjectBefore } from '../clauses/subjects.ts';
import { determiners, possessives, prepositions, sayingNouns, titles } from '../clauses/vocabulary.ts';
import { accordingTo, type Attribution, REACH } from './attribution.ts';

/**
 * Words of saying before the quote in its sentence. The nearest wins, except that an earlier name beats a
 * pronoun that repeats it, and an earlier `said` beats thoughts, things (`it shows`) and owners of words
 * (`his claim`).
 */
export function cueBefore(items: readonly Item[], quote: number): Attribution | null {
  let found = null as Attribution | null;
  for (let i = quote - 1; i >= Math.max(0, quote - REACH); i -= 1) {
    const attribution = cueEndingAt(items, i, quote);
    if (!attribution) continue;
    if (!found) found = attribution;
    else if (attribution.source.first >= found.source.first) continue;
    else if (isWeak(items, found) && /^verb-/.test(attribution.rule)) found = attribution;
    else if (found.source.kind === 'pronoun' && repeats(items, found.source, attribution.source))
      found = { ...found, source: attribution.source };
  }
  return found;
}

function isWeak(items: readonly Item[], attribution: Attribution): boolean {
  const { source, rule } = attribution;
  if (rule === 'think-before' || rule === 'noun-before') return true;
  const relative = attribution.cue ? verbPhraseStart(items, attribution.cue.first) - 1 : 0;
  if (/^(?:who|which|that)$/.test(items[relative]?.lower ?? '') && items[relative - 1]?.text !== ',')
    return true;
  return /^(?:it|this|that|which)$/.test(items[source.first]?.lower ?? '') && rule !== 'verb-before';
}

function repeats(items: readonly Item[], pronoun: Source, earlier: Source): boolean {
  const word = items[pronoun.first]?.lower ?? '';
  if (/^(?:[,;]|and|but)$/.test(items[pronoun.first - 1]?.lower ?? '')) return false;
  if (earlier.kind === 'pronoun') return items[earlier.first]?.lower === word;
  if (/^(?:he|she|his|her)$/.test(word)) return earlier.kind !== 'noun';
  return /^(?:it|its)$/.test(word)
    ? earlier.kind !== 'person'
    : /^(?:they|their)$/.test(word) && earlier.kind === 'noun';
}

function cueEndingAt(items: readonly Item[], i: number, quote: number): Attribution | null {
  const according = accordingTo(items, i);
  if (according) return according;
  const noun =
    sayingNouns.has(items[i]?.lower ?? '') && announces(items, i + 1, quote) ? ownerOf(items, i) : null;
  if (noun) return { source: noun, rule: 'noun-before', cue: { first: i, last: i } };
  const cue = cueAt(items, i);
  if (!cue || cue.negated) return null;
  const by = items[cue.last + 1]?.lower === 'by' && isPast(cue.form);
  if (cue.passive && !by) return null;
  const source = by ? subjectAfter(items, cue.last + 1) : subjectOf(items, cue, quote);
  if (!source) return null;
  if (by) return { source, rule: 'label-before', cue };
  if (cue.verbClass === 'think' && source.kind !== 'person' && source.kind !== 'pronoun') return null;
  if (cue.verbClass === 'label' && source.kind === 'noun' && cue.last === quote - 1) return null;
  return { source, rule: ruleBefore(cue, items.slice(cue.last + 1, quote)), cue };
}

/** The rule for an active verb before the quote; `gap` is between them. */
function ruleBefore({ verbClass }: CueWords, gap: readonly Item[]): string {
  if (verbClass === 'label') return 'label-before';
  if (verbClass !== 'say') return 'think-before';
  const direct =
    gap.length === 0 ||
    /^[,:]$/.test(gap.at(-1)?.text ?? '') ||
    (gap.length === 1 && gap[0]?.lower === 'that');
  return direct ? 'verb-before' : 'verb-in-clause';
}

/**
 * Whether the words after a noun show that the quote is its content: `his claim that "…"`, `her tweet:
 * "…"`.
 */
function announces(items: readonly Item[], i: number, quote: number): boolean {
  if (quote - i > 25) return false;
  return i === quote || /^(?:that|[:,]|of|to|for|as|about)$/.test(items[i]?.lower ?? '');
}

/**
 * The subject of a verb before the quote, which may be inverted after an earlier quote: `"A," said Ham, who
 * added: "B"`.
 */
function subjectOf(items: readonly Item[], cue: CueWords, quote: number): Source | null {
  if (
    cue.form === 'ing' &&
    cue.first <= 2 &&
    items.slice(0, cue.first).every((item) => prepositions.has(item.lower))
  )
    return subjectAhead(items, quote + 1);
  if (cue.form === 'ing' || cue.form === 'base') {
    const near = items[cue.first - 1];
    if (cue.form === 'ing' && (near?.kind === 'person' || near?.kind === 'name'))
      return subjectBefore(items, cue.first);
    if (
      near &&
      !/^(?:is|was|are|were|been|be|'s|'re|'m)$/.test(near.lower) &&
      (cue.form === 'ing' || near.lower === 'to')
    )
      return clauseSubject(items, cue.first);
  }
  const before = items[cue.first - 1];
  const inverted =
    before?.kind === 'quote' || (before?.text === ',' && items[cue.first - 2]?.kind === 'quote');
  return inverted ? subjectAfter(items, cue.last) : subjectBefore(items, cue.first);
}

/** The owner of the words: `his claim that`, `Ms Smith's remarks`. */
function ownerOf(items: readonly Item[], noun: number): Source | null {
  for (let i = noun - 1; i >= Math.max(0, noun - 4); i -= 1) {
    const item = items[i] as Item;
    if (item.kind === 'word' && possessives.has(item.lower)) return sourceOf(items, 'pronoun', i, i);
    const owner = items[i - 1];
    if (/^'s?$/.test(item.lower))
      return owner && (owner.kind === 'person' || owner.kind === 'name')
        ? sourceOf(items, owner.kind, i - 1, i - 1)
        : null;
    if (
      item.kind !== 'word' ||
      !/^\p{Ll}/u.test(item.text) ||
      titles.has(item.lower) ||
      prepositions.has(item.lower) ||
      determiners.has(item.lower)
    )
      return null;
  }
  return null;
}
