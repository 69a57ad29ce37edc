import type { Annotations } from '@gazette/schemas';
import { type Gold, utf16Offsets } from './sets.ts';

/** A measure's name and value, as printed. */
export type Score = Readonly<Record<string, number | string>>;

/** An article's truth and its annotations. */
export interface Pair<Truth> {
  readonly gold: Truth;
  readonly found: Annotations;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const TITLES =
  /^(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Baron|President|Prime Minister|Minister|Secretary|Foreign Secretary|Home Secretary|Chancellor|Senator|Sen|Rep|Representative|Gov|Governor|Gen|General|Col|Colonel|Capt|Captain|Judge|Justice|King|Queen|Prince|Princess|Pope|Father|Rev|Reverend|Ambassador|Chairman|Speaker|Mayor|Chief|Sheikh|Imam|Ayatollah)\.?\s+)+/u;

/** Persons: exact spans, titles and possessives stripped on both sides. */
export function scorePersons(pairs: readonly Pair<Gold<'persons'>>[]): Score {
  const count = { right: 0, found: 0, gold: 0 };
  for (const { gold, found } of pairs) {
    const at = utf16Offsets(gold.body);
    const truth = new Set(
      gold.mentions.map(({ start, end }) => bare(gold.body, { start: at[start] ?? 0, end: at[end] ?? 0 })),
    );
    const mentions = found.persons.flatMap(({ mentions: all }) =>
      all.filter(({ field }) => field === 'body'),
    );
    const spans = new Set(mentions.map((mention) => bare(gold.body, mention)));
    count.gold += truth.size;
    count.found += spans.size;
    count.right += [...spans].filter((key) => truth.has(key)).length;
  }
  return { articles: pairs.length, mentions: count.gold, ...f1(count.right, count.found, count.gold) };
}

/** Lower bounds of the bands of confidence. */
const BANDS = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1] as const;

/**
 * Persons by confidence, "right/all" per band: a person is right if at least half of the mentions overlap
 * true names.
 */
export function scoreConfidence(pairs: readonly Pair<Gold<'persons'>>[]): Score {
  const bands = BANDS.map((from) => ({ from, right: 0, all: 0 }));
  for (const { gold, found } of pairs) {
    const at = utf16Offsets(gold.body);
    const truth = gold.mentions.map(({ start, end }) => ({ start: at[start] ?? 0, end: at[end] ?? 0 }));
    for (const { confidence, mentions } of found.persons) {
      const named = mentions.filter((mention) => truth.some((name) => overlap(mention, name) > 0));
      const band = bands.findLast(({ from }) => confidence >= from);
      if (!band) continue;
      band.all += 1;
      band.right += named.length * 2 >= mentions.length ? 1 : 0;
    }
  }
  return Object.fromEntries(bands.map(({ from, right, all }) => [`from ${from}:`, `${right}/${all}`]));
}

function bare(text: string, { start, end }: Span): string {
  const name = text.slice(start, end);
  const title = TITLES.exec(name)?.[0].length ?? 0;
  const from = title < name.length ? start + title : start;
  const kept = text
    .slice(from, end)
    .replace(/[\s.,:;'’"”)]+$/u, '')
    .replace(/['’]s?$/u, '');
  return `${from}-${from + kept.length}`;
}

/**
 * Dates after TempEval-3: spans that overlap (relaxed), the same span (strict), and the value where spans
 * overlap.
 */
export function scoreDates(pairs: readonly Pair<Gold<'dates'>>[], only?: string): Score {
  const count = { gold: 0, found: 0, relaxed: 0, strict: 0, value: 0 };
  for (const { gold, found } of pairs) {
    const at = utf16Offsets(gold.text);
    const truth = gold.timexes
      .filter(({ type }) => only === undefined || type === only)
      .map((timex) => ({ ...timex, start: at[timex.start] ?? 0, end: at[timex.end] ?? 0 }));
    const dates = found.dates
      .filter(({ field }) => field === 'body')
      .filter(
        (date) => only === undefined || date.type === only || truth.some((timex) => overlap(date, timex) > 0),
      );
    count.gold += truth.length;
    count.found += dates.length;
    const free = new Set(dates);
    for (const timex of truth) {
      const best = [...free].reduce<(typeof dates)[number] | null>(
        (a, b) => (overlap(b, timex) > (a === null ? 0 : overlap(a, timex)) ? b : a),
        null,
      );
      if (best === null) continue;
      free.delete(best);
      count.relaxed += 1;
      count.strict += trimmed(gold.text, best) === trimmed(gold.text, timex) ? 1 : 0;
      count.value += best.value === timex.value ? 1 : 0;
    }
  }
  const scoreOf = (right: number): number => f1(right, count.found, count.gold).f1;
  return {
    gold: count.gold,
    strict: scoreOf(count.strict),
    relaxed: scoreOf(count.relaxed),
    value: scoreOf(count.value),
  };
}

function trimmed(text: string, { start, end }: Span): string {
  const lead = /^[^\p{L}\p{N}'’]*/u.exec(text.slice(start, end))?.[0].length ?? 0;
  return `${start + lead}-${start + text.slice(start, end).replace(/[^\p{L}\p{N}]+$/u, '').length}`;
}

/** Quotes: whether the mention of the speaker overlaps the true source. */
export function scoreQuotes(pairs: readonly Pair<Gold<'quotes'>>[]): Score {
  const count = { quotes: 0, named: 0, right: 0, unattributed: 0, falseSpeakers: 0 };
  for (const { gold, found } of pairs) {
    const at = utf16Offsets(gold.text);
    for (const quote of gold.quotes) {
      const span = { start: at[quote.start] ?? 0, end: at[quote.end] ?? 0 };
      const best = found.quotes
        .filter(({ field }) => field === 'body')
        .reduce<Annotations['quotes'][number] | null>(
          (a, b) => (overlap(b, span) > (a ? overlap(a, span) : 0) ? b : a),
          null,
        );
      const speaker =
        best !== null && overlap(best, span) > 0.5 * (span.end - span.start) ? best.speaker : null;
      if (quote.src === null || quote.src.length === 0) {
        count.unattributed += 1;
        count.falseSpeakers += speaker === null ? 0 : 1;
        continue;
      }
      count.quotes += 1;
      if (speaker === null) continue;
      count.named += 1;
      const right = quote.src.some(
        ([start, end]) => overlap(speaker, { start: at[start] ?? 0, end: at[end] ?? 0 }) > 0,
      );
      count.right += right ? 1 : 0;
    }
  }
  return {
    quotes: count.quotes,
    accuracy: percent(count.right, count.quotes),
    'right when named': percent(count.right, count.named),
    'false speakers': `${count.falseSpeakers}/${count.unattributed}`,
  };
}

/** Issues: the articles with one, and the issues per article; the set has no truth per article. */
export function scoreIssues(pairs: readonly Pair<Gold<'issues'>>[]): Score {
  const all = pairs.flatMap(({ found }) => found.issues.map(({ id }) => id));
  return {
    articles: pairs.length,
    'with an issue': percent(pairs.filter(({ found }) => found.issues.length > 0).length, pairs.length),
    'issues per article': Math.round((100 * all.length) / Math.max(1, pairs.length)) / 100,
    'different issues': new Set(all).size,
  };
}

function overlap(a: Span, b: Span): number {
  return Math.min(a.end, b.end) - Math.max(a.start, b.start);
}

function f1(
  right: number,
  found: number,
  gold: number,
): { readonly precision: number; readonly recall: number; readonly f1: number } {
  return {
    precision: percent(right, found),
    recall: percent(right, gold),
    f1: percent(2 * right, found + gold),
  };
}

function percent(part: number, whole: number): number {
  return Math.round((1000 * part) / Math.max(1, whole)) / 10;
}
