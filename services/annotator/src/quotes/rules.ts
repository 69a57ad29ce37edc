import type { Item } from './clauses/items.ts';
import { cueAt, isPast, verbPhraseStart, type CueWords } from './clauses/cues.ts';
import { clauseSubject, subjectAhead } from './clauses/clause-subjects.ts';
import { subjectAfter } from './clauses/inverted-subjects.ts';
import { sourceOf, type Source } from './clauses/sources.ts';
import { subjectBefore } from './clauses/subjects.ts';
import {
  conjunctions,
  determiners,
  isAdverb,
  possessives,
  prepositions,
  pronouns,
  sayingNouns,
  titles,
} from './clauses/vocabulary.ts';

/** Who a sentence gives a quote to, by which rule and by which words (item indices, inclusive). */
export interface Attribution {
  readonly source: Source;
  readonly rule: string;
  readonly cue: { readonly first: number; readonly last: number } | null;
}

/** Longest way, in items, between a quote and its words of saying. */
const REACH = 60;

/** Words right after the quote: `"…," she said`, `"…," said the minister`, `"…," according to X`. */
export function tagAfter(items: readonly Item[], quote: number, lastChar: string): Attribution | null {
  const separated = /^[,—–-]+$/.test(items[quote + 1]?.text ?? '');
  const from = separated ? quote + 2 : quote + 1;
  const closed = separated || /[,?!.…—–-]/.test(lastChar);
  const according = accordingTo(items, from);
  if (according) return according;
  if (closed && items[from]?.text === '―') return null;
  const start = items[from]?.lower === 'as' ? from + 1 : from;
  const inverted = cueAt(items, start) ?? cueAt(items, start + (isAdverb(items[start]?.lower ?? '') ? 1 : 0));
  if (inverted) {
    const source = inverted.form === 'ing' || inverted.passive ? null : subjectAfter(items, inverted.last);
    return source && inverted.verbClass === 'say' && closed
      ? { source, rule: 'verb-subject-after', cue: inverted }
      : null;
  }
  for (let i = start + 1; i < Math.min(items.length, start + REACH); i += 1) {
    const item = items[i] as Item;
    if (item.text === '(') i = closingBracket(items, i);
    if (
      item.text === ';' ||
      item.text === ':' ||
      item.text === '.' ||
      (item.kind === 'quote' && i > start + 12)
    )
      break;
    const cue = cueAt(items, i);
    if (!cue || cue.form === 'ing' || cue.passive || isRelative(items, i)) continue;
    const source = leadingActor(items, start, i) ?? subjectBefore(items, i, start);
    if (!source || !leads(items, start, source.first)) return null;
    if (closed) return { source, rule: 'subject-verb-after', cue };
    return cue.verbClass === 'say' &&
      source.kind !== 'noun' &&
      source.kind !== 'name' &&
      endsClause(items, cue.last + 1)
      ? { source, rule: 'clause-after', cue }
      : null;
  }
  return null;
}

/** `who voted against it`: not the verb of the clause. */
function isRelative(items: readonly Item[], verb: number): boolean {
  return /^(?:who|which|that)$/.test(items[verbPhraseStart(items, verb) - 1]?.lower ?? '');
}

function closingBracket(items: readonly Item[], open: number): number {
  for (let i = open + 1; i < Math.min(items.length, open + 12); i += 1) if (items[i]?.text === ')') return i;
  return open;
}

/** The actor right after the quote whose verb comes after an aside: `"…," Pruitt, a lawyer who sued the agency, said`. */
function leadingActor(items: readonly Item[], from: number, verb: number): Source | null {
  let i = from;
  while (
    items[i]?.kind === 'word' &&
    (titles.has(items[i]?.lower ?? '') || /^\p{Lu}/u.test(items[i]?.text ?? '')) &&
    !pronouns.has(items[i]?.lower ?? '')
  )
    i += 1;
  while (items[i]?.kind === 'name' && items[i + 1]?.kind === 'person') i += 1;
  const actor = items[i];
  if (!actor || (actor.kind !== 'person' && actor.kind !== 'name') || i >= verb) return null;
  const aside = /^(?:[,(—–]|of|who|from)$/.test(items[i + 1]?.lower ?? '');
  const resumes = /^[,)—–]$/.test(items[verbPhraseStart(items, verb) - 1]?.text ?? '');
  return i === verb - 1 || (aside && (resumes || items[i + 1]?.lower === 'of'))
    ? sourceOf(items, actor.kind, i, i)
    : null;
}

/** Whether only titles and describing words stand between the quote and the subject. */
function leads(items: readonly Item[], from: number, subject: number): boolean {
  return items
    .slice(from, subject)
    .every(
      (item) =>
        item.kind === 'name' ||
        item.kind === 'person' ||
        (item.kind === 'word' &&
          /^[\p{L}\p{N}.'’/-]+$/u.test(item.text) &&
          !conjunctions.has(item.lower) &&
          !prepositions.has(item.lower) &&
          !pronouns.has(item.lower)),
    );
}

function accordingTo(items: readonly Item[], from: number): Attribution | null {
  if (items[from]?.lower !== 'according' || items[from + 1]?.lower !== 'to') return null;
  const source = subjectAfter(items, from + 1);
  return source && { source, rule: 'according-to', cue: { first: from, last: from + 1 } };
}

/** Later in the sentence: `A cashier who "steals a handful" is held to account, Warren said`. */
export function clauseAfter(items: readonly Item[], quote: number): Attribution | null {
  for (let i = quote + 1; i < Math.min(items.length, quote + REACH); i += 1) {
    if (items[i]?.text !== ',') continue;
    const according = accordingTo(items, i + 1);
    if (according) return according;
    const inverted = cueAt(items, i + 1);
    if (inverted && inverted.verbClass === 'say' && inverted.form !== 'ing') {
      const source = subjectAfter(items, inverted.last);
      if (source) return { source, rule: 'clause-after', cue: inverted };
    }
    for (let k = i + 2; k < Math.min(items.length, i + 12); k += 1) {
      if (items[k]?.kind === 'quote') break;
      const cue = cueAt(items, k);
      if (!cue || cue.verbClass !== 'say' || cue.form === 'ing' || cue.passive) continue;
      const source = subjectBefore(items, k, i + 1);
      if (source && leads(items, i + 1, source.first) && endsClause(items, cue.last + 1))
        return { source, rule: 'clause-after', cue };
      break;
    }
  }
  return null;
}

function endsClause(items: readonly Item[], i: number): boolean {
  const item = items[i];
  return (
    !item ||
    item.kind === 'quote' ||
    !/^\p{L}/u.test(item.text) ||
    /^(?:in|on|at|during|after|before|to|when|as|while|of|last|this|later|earlier|then|monday|tuesday|wednesday|thursday|friday|saturday|sunday|reporters|cnn|him|her|them|me|us|early|late|recently|yesterday|about|from|via|by|through)$/.test(
      item.lower,
    ) ||
    isAdverb(item.lower)
  );
}

/**
 * Words of saying before the quote, in its sentence. The nearest wins, save that an earlier name beats a pronoun that repeats it, and
 * an earlier `said` beats what is no saying: thoughts, things (`it shows`), and owners of words (`his claim`).
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
  const gap = items.slice(cue.last + 1, quote);
  const direct =
    gap.length === 0 ||
    /^[,:]$/.test(gap.at(-1)?.text ?? '') ||
    (gap.length === 1 && gap[0]?.lower === 'that');
  return {
    source,
    rule:
      direct && cue.verbClass === 'say'
        ? 'verb-before'
        : cue.verbClass === 'say'
          ? 'verb-in-clause'
          : cue.verbClass === 'label'
            ? 'label-before'
            : 'think-before',
    cue,
  };
}

/** `his claim that "…"`, `her tweet: "…"`: what follows the noun says that the words are its content. */
function announces(items: readonly Item[], i: number, quote: number): boolean {
  if (quote - i > 25) return false;
  return i === quote || /^(?:that|[:,]|of|to|for|as|about)$/.test(items[i]?.lower ?? '');
}

/** The subject of a verb before the quote, which may be inverted after an earlier quote: `"A," said Ham, who added: "B"`. */
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

/** `his claim that`, `Ms Smith's remarks`: who owns the words. */
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
