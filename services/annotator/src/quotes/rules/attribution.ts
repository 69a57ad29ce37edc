import { subjectAfter } from '../clauses/inverted-subjects.ts';
import type { Item } from '../clauses/items.ts';
import type { Source } from '../clauses/sources.ts';
import { conjunctions, isAdverb, prepositions, pronouns } from '../clauses/vocabulary.ts';

/** The source of a quote in its sentence, with the rule and its words (item indices, inclusive). */
export interface Attribution {
  readonly source: Source;
  readonly rule: string;
  readonly cue: { readonly first: number; readonly last: number } | null;
}

/** The greatest distance, in items, between a quote and its words of saying. */
export const REACH = 60;

/** `according to X`. */
export function accordingTo(items: readonly Item[], from: number): Attribution | null {
  if (items[from]?.lower !== 'according' || items[from + 1]?.lower !== 'to') return null;
  const source = subjectAfter(items, from + 1);
  return source && { source, rule: 'according-to', cue: { first: from, last: from + 1 } };
}

/** Whether only titles and modifiers are between the quote and the subject. */
export function leads(items: readonly Item[], from: number, subject: number): boolean {
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

/** Whether the item at `i` can follow a complete clause. */
export function endsClause(items: readonly Item[], i: number): boolean {
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
