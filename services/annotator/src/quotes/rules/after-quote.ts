import { cueAt, verbPhraseStart } from '../clauses/cues.ts';
import { subjectAfter } from '../clauses/inverted-subjects.ts';
import type { Item } from '../clauses/items.ts';
import { sourceOf, type Source } from '../clauses/sources.ts';
import { subjectBefore } from '../clauses/subjects.ts';
import { isAdverb, pronouns, titles } from '../clauses/vocabulary.ts';
import { accordingTo, type Attribution, endsClause, leads, REACH } from './attribution.ts';

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

/** Whether the verb belongs to a relative clause: `who voted against it`. */
function isRelative(items: readonly Item[], verb: number): boolean {
  return /^(?:who|which|that)$/.test(items[verbPhraseStart(items, verb) - 1]?.lower ?? '');
}

function closingBracket(items: readonly Item[], open: number): number {
  for (let i = open + 1; i < Math.min(items.length, open + 12); i += 1) if (items[i]?.text === ')') return i;
  return open;
}

/**
 * The actor right after the quote whose verb comes after an aside: `"…," Pruitt, a lawyer who sued the
 * agency, said`.
 */
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

/**
 * Words of saying later in the sentence: `A cashier who "steals a handful" is held to account, Warren
 * said`.
 */
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
