import { type Day, dayOf, easterOf, weekdayOf } from '../calendar.ts';
import { pickOtherYearly, pickYearly } from '../pick.ts';
import { type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { dayValue } from '../value.ts';
import { S, YEAR } from '../vocabulary.ts';

/** A holiday in British, American and European news, and its day. */
interface Holiday {
  readonly name: string;
  readonly on: (year: number) => Day;
}

const HOLIDAYS: readonly Holiday[] = [
  { name: "New Year['’]s Eve", on: fixed(12, 31) },
  { name: "New Year['’]?s?(?: Day)?", on: fixed(1, 1) },
  { name: 'Martin Luther King(?: Jr\\.?)? Day', on: nth(3, 1, 1) },
  { name: "Valentine['’]s Day", on: fixed(2, 14) },
  { name: "Presidents?['’]?s? Day", on: nth(3, 1, 2) },
  { name: "(?:St\\.?|Saint) Patrick['’]s Day", on: fixed(3, 17) },
  { name: "April Fools?['’]?s? Day", on: fixed(4, 1) },
  { name: 'Shrove Tuesday', on: easter(-47) },
  { name: 'Ash Wednesday', on: easter(-46) },
  { name: 'Palm Sunday', on: easter(-7) },
  { name: 'Maundy Thursday', on: easter(-3) },
  { name: 'Good Friday', on: easter(-2) },
  { name: 'Easter Monday', on: easter(1) },
  { name: 'Easter(?: Sunday)?', on: easter(0) },
  { name: 'Ascension Day', on: easter(39) },
  { name: 'Pentecost', on: easter(49) },
  { name: 'Whit Monday', on: easter(50) },
  { name: 'May Day', on: fixed(5, 1) },
  { name: 'Memorial Day', on: last(5, 1) },
  { name: 'Juneteenth', on: fixed(6, 19) },
  { name: '(?:the )?Fourth of July|July Fourth', on: fixed(7, 4) },
  { name: 'Bastille Day', on: fixed(7, 14) },
  { name: 'Labor Day', on: nth(1, 1, 9) },
  { name: 'Columbus Day', on: nth(2, 1, 10) },
  { name: "Hallowe[e’']?en", on: fixed(10, 31) },
  { name: "All Saints['’]? Day", on: fixed(11, 1) },
  { name: 'Guy Fawkes Night|Bonfire Night', on: fixed(11, 5) },
  { name: 'Election Day', on: (year) => nth(1, 1, 11)(year) + 1 },
  { name: "Veterans['’]? Day|Armistice Day|Remembrance Day", on: fixed(11, 11) },
  { name: 'Remembrance Sunday', on: nth(2, 7, 11) },
  { name: 'Thanksgiving(?: Day)?', on: nth(4, 4, 11) },
  { name: 'Black Friday', on: (year) => nth(4, 4, 11)(year) + 1 },
  { name: 'Christmas Eve', on: fixed(12, 24) },
  { name: 'Boxing Day', on: fixed(12, 26) },
  { name: 'Christmas(?: Day)?', on: fixed(12, 25) },
];

/**
 * The holidays with their names as patterns; of two names with the same start, the longer one comes first.
 */
const NAMED = HOLIDAYS.map(({ name, on }) => ({
  pattern: new RegExp(`^(?:${name.replaceAll(' ', S)})$`, 'iu'),
  on,
}));
const NAMES = HOLIDAYS.map(({ name }) => name.replaceAll(' ', S)).join('|');
const NAME_STARTS = HOLIDAYS.flatMap(({ name }) => name.split('|').map(firstWord));

/**
 * Holidays of a given year or the nearest one, in a single rule because "last", "next" and "this" are
 * frequent.
 */
export const holidayRules: readonly Rule[] = [
  rule(
    'holiday',
    ['last', 'next', 'this', ...NAME_STARTS],
    `(?:(?<deictic>last|next|this)${S})?(?<name>${NAMES})(?![\\p{L}\\d])(?:,?${S}(?:of${S})?(?<year>${YEAR}))?`,
    0.85,
    normaliseHoliday,
  ),
];

function normaliseHoliday({ deictic, name = '', year }: Groups, context: Context): Timex | null {
  if (!/^(?:the\s+)?\p{Lu}/u.test(name)) return null;
  const on = NAMED.find(({ pattern }) => pattern.test(name))?.on;
  if (on === undefined) return null;
  if (year !== undefined) return date(dayValue(on(Number(year))));
  if (context.anchor === null) return null;
  if (deictic !== undefined && !/this/i.test(deictic))
    return date(dayValue(pickOtherYearly(context.anchor, on, /next/i.test(deictic) ? 'future' : 'past')));
  const day = pickYearly(context.anchor, on, context.direction());
  return day === null ? null : date(dayValue(day));
}

function firstWord(name: string): string {
  return (/^(?:\(\?:)?(?<word>[A-Za-z]+)/.exec(name)?.groups?.['word'] ?? '').toLowerCase();
}

function fixed(month: number, day: number): (year: number) => Day {
  return (year) => dayOf(year, month, day);
}

function easter(offset: number): (year: number) => Day {
  return (year) => easterOf(year) + offset;
}

/** The nth such weekday (Monday 1) of a month. */
function nth(count: number, weekday: number, month: number): (year: number) => Day {
  return (year) => {
    const first = dayOf(year, month, 1);
    return first + ((weekday - weekdayOf(first) + 7) % 7) + (count - 1) * 7;
  };
}

/** The last such weekday of a month. */
function last(month: number, weekday: number): (year: number) => Day {
  return (year) => {
    const end = dayOf(year, month + 1, 0);
    return end - ((weekdayOf(end) - weekday + 7) % 7);
  };
}
