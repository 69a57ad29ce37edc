import type { TemporalType } from '@gazette/schemas';
import type { Day } from './calendar.ts';
import type { Direction } from './tense.ts';

/** The meaning of an expression in the terms of TIMEX3 (ISO-TimeML). */
export interface Timex {
  readonly type: TemporalType;
  /** TIMEX3 value. A clock time may lack its day (`T10:35`); a day near it in the sentence completes it. */
  readonly value: string;
  /** UTC offset of a clock time with a zone: `Z` or `-05:00`. */
  readonly zone?: string;
  /** If it differs from the rule's confidence: 0 to 1. */
  readonly confidence?: number;
}

/** An expression found in a field: its meaning and its position. */
export interface Found extends Timex {
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly confidence: number;
}

/** What a rule may use besides its own words. */
export interface Context {
  readonly text: string;
  /** The publication day; null if unknown, in which case relative dates are not resolved. */
  readonly anchor: Day | null;
  /** UTF-16 offsets of the match. */
  readonly start: number;
  readonly end: number;
  /** The expression found before this one in the same field. */
  readonly previous: Found | null;
  /** The last date in the text, to which `that day` and `the following year` refer. */
  readonly antecedent: Found | null;
  /** Whether the words around are about the past or the future; null if they do not show it. */
  readonly direction: () => Direction | null;
}

/** Named groups of the pattern. */
export type Groups = Readonly<Record<string, string | undefined>>;

/** One form of temporal expression: its words and their meaning. */
export interface Rule {
  readonly name: string;
  /**
   * The words (lower case) that may start the expression; `#` is any digit. The pattern is tried at no
   * other word.
   */
  readonly starts: readonly string[];
  /**
   * Sticky and case-insensitive; tried at start words. The first three letters of each word are written
   * together and not in a character class, because the lookup of rules reads them.
   */
  readonly pattern: RegExp;
  /** How often the rule is right: 0 to 1. */
  readonly confidence: number;
  /** The meaning of a match; null declines it, and the next rule is tried. */
  readonly normalise: (groups: Groups, context: Context) => Timex | null;
}

/** Builds a rule; the pattern is written without flags. */
export function rule(
  name: string,
  starts: readonly string[],
  pattern: string,
  confidence: number,
  normalise: Rule['normalise'],
): Rule {
  return { name, starts, pattern: new RegExp(pattern, 'iuy'), confidence, normalise };
}

/** A timex of type DATE. */
export function date(value: string): Timex {
  return { type: 'DATE', value };
}

/** A few characters before the match, within the line. */
export function before(context: Context, length = 24): string {
  const from = Math.max(0, context.start - length);
  return context.text.slice(from, context.start).replace(/^[^]*[\r\n](?=[^]*\S)/, '');
}

/** A few characters after the match. */
export function after(context: Context, length = 24): string {
  return context.text.slice(context.end, context.end + length);
}
