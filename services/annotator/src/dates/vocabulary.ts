import type { Season } from './value.ts';

/** English words of the calendar, as regular-expression fragments and the numbers they stand for. */

const MONTH_NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const WEEKDAY_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/**
 * White space within a line. The equivalent `[^\S\r\n]` takes ten times as long to compile in
 * case-insensitive patterns.
 */
const SPACE = String.raw`[\t\v\f \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]`;

/** White space inside an expression, which may have a line break but no blank line. */
export const S = `(?:${SPACE}{1,3}|${SPACE}{0,2}\\r?\\n${SPACE}{0,2})`;

/** A hyphen or white space. */
export const H = `(?:[-‑–]|${S})`;

/** The end of a word. */
export const END = String.raw`(?![\p{L}\p{N}_])`;

export const MONTH =
  String.raw`(?:January|February|March|April|May|June|July|August|September|October|November|December` +
  String.raw`|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?:\.|(?!\p{L})))`;
export const WEEKDAY = `(?:${WEEKDAY_NAMES.join('|')})`;
/** Short weekdays are also ordinary words (sun, sat, wed), so they need a date beside them. */
export const WEEKDAY_BY_DATE = String.raw`(?:${WEEKDAY_NAMES.join('|')}|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?)`;
export const DAY_OF_MONTH = String.raw`(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\p{L}\p{N}])`;
export const YEAR = String.raw`(?:1[0-9]|20)\d\d(?![\p{L}\p{N}])`;
export const UNIT =
  '(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weekends?|weeks?|fortnights?|months?|quarters?|years?|yrs?|decades?|century|centuries)';
export const SEASON = '(?:spring|summer|autumn|fall|winter)';
export const PART_OF_DAY = '(?:morning|afternoon|evening|night|lunchtime)';
export const ORDINAL =
  '(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first|1st|2nd|3rd|\\d{1,2}th|21st)';

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
  'fifteenth',
  'sixteenth',
  'seventeenth',
  'eighteenth',
  'nineteenth',
  'twentieth',
  'twenty-first',
];

/** The first words of months and weekdays, for a rule's starts. */
export const MONTH_STARTS: readonly string[] = [
  ...MONTH_NAMES,
  ...MONTH_NAMES.map((name) => name.slice(0, 3)),
  'sept',
];
export const WEEKDAY_STARTS: readonly string[] = [
  ...WEEKDAY_NAMES,
  ...WEEKDAY_NAMES.map((name) => name.slice(0, 3)),
  'tues',
  'thur',
  'thurs',
];
export const ORDINAL_STARTS: readonly string[] = [...ORDINALS, '#'];
export const MODIFIER_STARTS: readonly string[] = ['early', 'late', 'mid', 'earlier', 'later'];

/** Words that place a month, weekday or season before or after the publication day. */
export const DEICTIC = `(?:(?<deictic>last|next|this past|this coming|this|past|coming|the following|the previous)${S})?`;
export const DEICTIC_STARTS: readonly string[] = ['last', 'next', 'this', 'past', 'coming', 'the'];
/** "early", "late" and "mid-", which do not change the value. */
export const EDGE = `(?:(?:early|late|mid)${H}(?:in${S})?)?`;

/**
 * How many units such a word moves: -1 for "last" and "yesterday", 1 for "next" and "tomorrow", otherwise
 * 0.
 */
export function shiftOf(way: string): number {
  if (/last|yesterday|previous|preceding|prior/i.test(way)) return -1;
  return /next|tomorrow|following|coming/i.test(way) ? 1 : 0;
}

/** TIMEX3's parts of the day. */
export const PARTS_OF_DAY: Readonly<Record<string, string>> = {
  morning: 'TMO',
  lunchtime: 'TMI',
  afternoon: 'TAF',
  evening: 'TEV',
  night: 'TNI',
};

export const SEASONS: Readonly<Record<string, Season>> = {
  spring: 'SP',
  summer: 'SU',
  autumn: 'FA',
  fall: 'FA',
  winter: 'WI',
};

/**
 * 1 to 12, or 0 for what is not a month's name. Only a capital makes a month: `may` and `march` are verbs.
 */
export function monthNumber(word: string | undefined): number {
  if (!word || !/^\p{Lu}/u.test(word)) return 0;
  const stem = word.replace('.', '').toLowerCase();
  return stem.length < 3
    ? 0
    : MONTH_NAMES.findIndex((name) => name.startsWith(stem === 'sept' ? 'sep' : stem)) + 1;
}

/** ISO weekday 1 to 7, or 0. */
export function weekdayNumber(word: string | undefined): number {
  const stem = (word ?? '').replace(/\W/g, '').slice(0, 3).toLowerCase();
  return stem.length < 3 ? 0 : WEEKDAY_NAMES.findIndex((name) => name.startsWith(stem)) + 1;
}

/** 1 for `first` and `1st`; 0 for a word that is not an ordinal. */
export function ordinalNumber(word: string): number {
  return /^\d/.test(word) ? Number.parseInt(word, 10) : ORDINALS.indexOf(word.toLowerCase()) + 1;
}

/** The unit's full singular: `hour` for `hrs`. */
export function unitOf(word: string): string {
  const lower = word.toLowerCase();
  if (lower.startsWith('centur')) return 'century';
  const singular = lower.replace(/s$/, '');
  return { min: 'minute', hr: 'hour', yr: 'year' }[singular] ?? singular;
}
