import type { InstantRange } from './documents.ts';

const patterns = {
  year: /^(\d{4})$/,
  month: /^(\d{4})-(\d{2})$/,
  week: /^(\d{4})-W(\d{2})$/,
  day: /^(\d{4})-(\d{2})-(\d{2})$/,
  instant: /^(\d{4}-\d{2}-\d{2})T(\d{2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?(Z|[+-]\d{2}:\d{2})?$/,
};

/**
 * The period covered by an ISO 8601 date of any grain, from its first to its last millisecond in UTC: YYYY,
 * YYYY-MM, YYYY-Www (ISO week), YYYY-MM-DD, or YYYY-MM-DDTHH[:MM[:SS[.sss]]][Z|±HH:MM]. Null otherwise,
 * also for days that do not exist.
 */
export function parsePeriod(text: string): InstantRange | null {
  const year = patterns.year.exec(text);
  if (year) return between(utc(Number(year[1]), 1, 1), utc(Number(year[1]) + 1, 1, 1));
  const month = patterns.month.exec(text);
  if (month) return monthPeriod(Number(month[1]), Number(month[2]));
  const week = patterns.week.exec(text);
  if (week) return weekPeriod(Number(week[1]), Number(week[2]));
  const day = patterns.day.exec(text);
  if (day) return dayPeriod(Number(day[1]), Number(day[2]), Number(day[3]));
  return instantPeriod(text);
}

const DAY_MS = 86_400_000;

function monthPeriod(year: number, month: number): InstantRange | null {
  if (month < 1 || month > 12) return null;
  return between(utc(year, month, 1), utc(year, month + 1, 1));
}

/** Week 1 is the week of 4 January; weeks start on Monday (ISO 8601). */
function weekPeriod(year: number, week: number): InstantRange | null {
  const start = weekOne(year) + (week - 1) * 7 * DAY_MS;
  if (week < 1 || start >= weekOne(year + 1)) return null;
  return between(start, start + 7 * DAY_MS);
}

function weekOne(year: number): number {
  const fourth = utc(year, 1, 4);
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
}

function dayPeriod(year: number, month: number, day: number): InstantRange | null {
  const start = utc(year, month, day);
  const date = new Date(start);
  if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day) return null;
  return between(start, start + DAY_MS);
}

function instantPeriod(text: string): InstantRange | null {
  const match = patterns.instant.exec(text);
  if (!match) return null;
  const [, day = '', hour = '', minute, second, fraction, zone = 'Z'] = match;
  if (!parsePeriod(day)) return null;
  const start = Date.parse(
    `${day}T${hour}:${minute ?? '00'}:${second ?? '00'}.${(fraction ?? '0').padEnd(3, '0')}${zone}`,
  );
  if (Number.isNaN(start)) return null;
  return between(start, start + grainMs(minute, second, fraction));
}

/** The length of the smallest unit that is given. */
function grainMs(minute?: string, second?: string, fraction?: string): number {
  if (fraction) return 1;
  if (second) return 1000;
  if (minute) return 60_000;
  return 3_600_000;
}

function between(start: number, next: number): InstantRange | null {
  const first = new Date(start);
  const last = new Date(next - 1);
  if (first.getUTCFullYear() < 1 || last.getUTCFullYear() > 9999) return null;
  return { gte: first.toISOString(), lte: last.toISOString() };
}

/** `Date.UTC` reads years below 100 as 19xx; setUTCFullYear does not. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
