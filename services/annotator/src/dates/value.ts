import {
  addMonths,
  civil,
  type Day,
  dayOf,
  daysIn,
  formatDay,
  isoWeekOf,
  mondayOf,
  pad,
} from './calendar.ts';

/** First and last day of a value, both inclusive. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** A year: `2025`. */
export function yearValue(year: number): string {
  return pad(year, 4);
}

/** A month: `2025-02`. Months below 1 or above 12 fall into other years. */
export function monthValue(year: number, month: number): string {
  const first = civil(dayOf(year, month, 1));
  return `${pad(first.year, 4)}-${pad(first.month, 2)}`;
}

/** An ISO week: `2025-W09`. */
export function weekValue(day: Day): string {
  const { year, week } = isoWeekOf(day);
  return `${pad(year, 4)}-W${pad(week, 2)}`;
}

/** A calendar quarter such as `2025-Q1`, from the number of quarters since year 0. */
export function quarterValue(quarters: number): string {
  return `${pad(Math.floor(quarters / 4), 4)}-Q${(quarters % 4) + 1}`;
}

/** The number of quarters from year 0 to the month's quarter. */
export function quarterOf(year: number, month: number): number {
  return year * 4 + Math.floor((month - 1) / 3);
}

/** The season (meteorological, northern hemisphere) as TIMEX3 writes it. */
export type Season = 'SP' | 'SU' | 'FA' | 'WI';

/** First month of each season. A winter has the year in which it starts. */
export const SEASON_MONTHS: Readonly<Record<Season, number>> = { SP: 3, SU: 6, FA: 9, WI: 12 };

/**
 * A shape of TIMEX3 values: its grain and the days it covers. The pattern's groups are passed as numbers,
 * except seasons.
 */
interface Shape {
  readonly grain: string;
  readonly pattern: RegExp;
  readonly days: (parts: readonly number[], text: string) => DayRange;
}

const SHAPES: readonly Shape[] = [
  {
    grain: 'century',
    pattern: /^(\d\d)$/,
    days: ([century = 0]) => between(dayOf(century * 100, 1, 1), dayOf(century * 100 + 100, 1, 1)),
  },
  {
    grain: 'decade',
    pattern: /^(\d{3})$/,
    days: ([decade = 0]) => between(dayOf(decade * 10, 1, 1), dayOf(decade * 10 + 10, 1, 1)),
  },
  {
    grain: 'year',
    pattern: /^(\d{4})$/,
    days: ([year = 0]) => between(dayOf(year, 1, 1), dayOf(year + 1, 1, 1)),
  },
  {
    grain: 'half-year',
    pattern: /^(\d{4})-H([12])$/,
    days: ([year = 0, half = 1]) => months(year, half * 6 - 5, 6),
  },
  {
    grain: 'quarter',
    pattern: /^(\d{4})-Q([1-4])$/,
    days: ([year = 0, quarter = 1]) => months(year, quarter * 3 - 2, 3),
  },
  {
    grain: 'season',
    pattern: /^(\d{4})-(?:SP|SU|FA|WI)$/,
    days: ([year = 0], text) => months(year, SEASON_MONTHS[text.slice(-2) as Season], 3),
  },
  {
    grain: 'month',
    pattern: /^(\d{4})-(\d\d)$/,
    days: ([year = 0, month = 1]) => months(year, month, 1),
  },
  {
    grain: 'week',
    pattern: /^(\d{4})-W(\d\d)$/,
    days: ([year = 0, week = 1]) => ({ from: mondayOf(year, week), to: mondayOf(year, week) + 6 }),
  },
  {
    grain: 'weekend',
    pattern: /^(\d{4})-W(\d\d)-WE$/,
    days: ([year = 0, week = 1]) => ({ from: mondayOf(year, week) + 5, to: mondayOf(year, week) + 6 }),
  },
  {
    grain: 'day',
    pattern: /^(\d{4})-(\d\d)-(\d\d)$/,
    days: ([year = 0, month = 1, day = 1]) => one(dayOf(year, month, day)),
  },
  {
    grain: 'part-of-day',
    pattern: /^(\d{4})-(\d\d)-(\d\d)T[A-Z]{2}$/,
    days: ([year = 0, month = 1, day = 1]) => one(dayOf(year, month, day)),
  },
];

/** Grains of values that cover no days, by their shape. */
const GRAINS: readonly (readonly [pattern: RegExp, grain: string])[] = [
  [/T\d\d:\d\d:\d\d$/, 'second'],
  [/T\d\d:\d\d$/, 'minute'],
  [/T\d\d$/, 'hour'],
  [/^PT.*S$/, 'second'],
  [/^PT.*M$/, 'minute'],
  [/^PT.*H$/, 'hour'],
  [/^P.*D$/, 'day'],
  [/^P.*WE$/, 'weekend'],
  [/^P.*W$/, 'week'],
  [/^P.*M$/, 'month'],
  [/^P.*Q$/, 'quarter'],
  [/^P.*DE$/, 'decade'],
  [/^P.*Y$/, 'year'],
  [/^XXXX-WXX-WE$/, 'weekend'],
  [/^XXXX-WXX-\d$/, 'day'],
  [/^XXXX-\d\d$/, 'month'],
  [/^XXXX-[A-Z]{2}$/, 'season'],
  [/T[A-Z]{2}$/, 'part-of-day'],
];

/**
 * The grain of a TIMEX3 value; `none` for values off the calendar, such as PRESENT_REF. An interval has the
 * grain of its ends.
 */
export function grainOf(value: string): string {
  const [first = ''] = value.split('/');
  return (
    SHAPES.find((shape) => shape.pattern.test(first))?.grain ??
    GRAINS.find(([pattern]) => pattern.test(first))?.[1] ??
    'none'
  );
}

/**
 * The days a value covers; null for durations, sets, references and clock times. An interval `a/b` covers
 * both ends.
 */
export function daysOf(value: string): DayRange | null {
  const [first = '', last = first] = value.split('/');
  const from = daysOfOne(first);
  const to = last === first ? from : daysOfOne(last);
  return from && to ? { from: from.from, to: to.to } : null;
}

function daysOfOne(value: string): DayRange | null {
  for (const shape of SHAPES) {
    const match = shape.pattern.exec(value);
    if (match) return shape.days(match.slice(1).map(Number), value);
  }
  return null;
}

function one(day: Day): DayRange {
  return { from: day, to: day };
}

function between(from: Day, next: Day): DayRange {
  return { from, to: next - 1 };
}

function months(year: number, month: number, count: number): DayRange {
  const from = dayOf(year, month, 1);
  return between(from, addMonths(from, count));
}

/** Whether year, month and day are a date that exists. */
export function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** A clock time (`T10:35`) on its day. `T24:00` is the start of the next day. */
export function clockValue(day: Day, clock: string): string {
  return clock.startsWith('T24') ? `${formatDay(day + 1)}T00${clock.slice(3)}` : `${formatDay(day)}${clock}`;
}

/** The day's value: `2025-02-27`. */
export const dayValue = formatDay;
