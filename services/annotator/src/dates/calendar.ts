/** A calendar day, counted from 1970-01-01 (day 0). Days have no time zone. */
export type Day = number;

/** Year, month (1-12) and day of the month. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const MS_PER_DAY = 86_400_000;

/** The UTC day of an instant in milliseconds since the epoch. */
export function dayOfInstant(ms: number): Day {
  return Math.floor(ms / MS_PER_DAY);
}

/** The day of a date of the Gregorian calendar; months and days past their end roll over. */
export function dayOf(year: number, month: number, day: number): Day {
  return Math.floor(Date.UTC(year, month - 1, day) / MS_PER_DAY);
}

/** A day's date in the Gregorian calendar. */
export function civil(day: Day): CivilDate {
  const date = new Date(day * MS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** ISO weekday: Monday 1 to Sunday 7. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Days in a month of the Gregorian calendar. */
export function daysIn(year: number, month: number): number {
  return civil(dayOf(year, month + 1, 0)).day;
}

/** ISO 8601 week: begins on Monday and belongs to the year of its Thursday. */
export function isoWeekOf(day: Day): { readonly year: number; readonly week: number } {
  const thursday = day - weekdayOf(day) + 4;
  const { year } = civil(thursday);
  return { year, week: Math.floor((thursday - dayOf(year, 1, 1)) / 7) + 1 };
}

/** The Monday that begins an ISO week. */
export function mondayOf(year: number, week: number): Day {
  const fourth = dayOf(year, 1, 4);
  return fourth - weekdayOf(fourth) + 1 + (week - 1) * 7;
}

/** The same day of another month; the 31st becomes the last day of a shorter month. */
export function addMonths(day: Day, months: number): Day {
  const from = civil(day);
  const first = civil(dayOf(from.year, from.month + months, 1));
  return dayOf(first.year, first.month, Math.min(from.day, daysIn(first.year, first.month)));
}

/** Western Easter Sunday, by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
export function easterOf(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return dayOf(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
}

/** `2025-02-27`. */
export function formatDay(day: Day): string {
  const { year, month, day: dayOfMonth } = civil(day);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`;
}

/** Decimal digits with leading zeros. */
export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
