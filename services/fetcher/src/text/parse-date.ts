import { monthOf } from './month-names.ts';
import { offsetOfZone } from './time-zones.ts';

/** A time read from text. */
export interface ParsedDate {
  /**
   * The first instant of the written period, in milliseconds since the epoch. Without a zone it is read as
   * UTC.
   */
  readonly time: number;
  /** The smallest unit that was written. */
  readonly precision: 'year' | 'month' | 'day' | 'minute' | 'second';
  /** Minutes east of UTC; null unless a time was written with a zone. */
  readonly offsetMinutes: number | null;
}

/** How to read an ambiguous date such as `03/04/2026`. */
export interface DateHabits {
  readonly monthFirst?: boolean;
}

/**
 * Reads one date as feeds and pages write them: ISO 8601 and W3CDTF, RFC 822 and its common variants,
 * asctime, numeric dates, and dates with month names in the languages of `month-names.ts`. Null for anything
 * else, including impossible dates, since a wrong date is worse than none.
 */
export function parseDate(text: string, habits: DateHabits = {}): ParsedDate | null {
  const trimmed = text.trim();
  if (trimmed.length < 4 || trimmed.length > 120) return null;
  return parseIso(trimmed) ?? parseIsoOddity(trimmed) ?? parseWritten(trimmed, habits);
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly milliseconds: number;
  readonly precision: 'minute' | 'second';
}

function parseIso(text: string): ParsedDate | null {
  const date =
    /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,3}))?|(\d{2})(\d{2}))?(?:(?:[Tt]|\s+)(\d{1,2})(?::?(\d{2}))(?::?(\d{2})(?:[.,](\d+))?)?\s*(.*))?$/.exec(
      text,
    );
  if (!date) return null;
  const [, year, month, day, shortMonth, shortDay, hour, minute, second, fraction, zone] = date;
  const days = { year: Number(year), month: toNumber(month ?? shortMonth), day: toNumber(day ?? shortDay) };
  if (hour === undefined) return assemble(days, null, null);
  const clock = toClock(hour, minute, second, fraction);
  if (!clock || days.day === null) return null;
  if (!zone) return assemble(days, clock, null);
  const offset = offsetOfZone(zone, days);
  return offset === null ? null : assemble(days, clock, offset);
}

/** ISO 8601:1988 allowed omitting the century, and ordinal dates. */
function parseIsoOddity(text: string): ParsedDate | null {
  const short = /^(?:(\d{2})-(\d{2})-(\d{2})|(\d{2})(\d{2})(\d{2})|-(\d{2})-?(\d{2}))$/.exec(text);
  if (short) {
    const [, y1, m1, d1, y2, m2, d2, y3, m3] = short;
    return assemble(
      { year: fullYear(Number(y1 ?? y2 ?? y3)), month: toNumber(m1 ?? m2 ?? m3), day: toNumber(d1 ?? d2) },
      null,
      null,
    );
  }
  const ordinal = /^(\d{2}|\d{4})-?(\d{3})$/.exec(text);
  if (!ordinal) return null;
  const [, year, dayOfYear] = ordinal;
  const days = Number(dayOfYear);
  if (days < 1 || days > 366) return null;
  const start = Date.UTC(year?.length === 2 ? fullYear(Number(year)) : Number(year), 0, 1);
  return { time: start + (days - 1) * 86_400_000, precision: 'day', offsetMinutes: null };
}

/**
 * Reads the parts in any order: time, zone, month name, and numbers told apart by their size and position.
 */
function parseWritten(text: string, habits: DateHabits): ParsedDate | null {
  const found =
    /(?<![\d:])(\d{1,2})(?:[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?![\d:.])\s*(a\.?m\b\.?|p\.?m\b\.?)?|\s*(a\.?m\b\.?|p\.?m\b\.?))/i.exec(
      withoutNumericDate(text),
    );
  let rest = text;
  let clock: Clock | null = null;
  let zone = '';
  if (found) {
    const [all, hour, minute = '00', second, half, bareHalf] = found;
    clock = toClock(
      String(toHour(Number(hour), half ?? bareHalf ?? halfBefore(text))),
      minute,
      second,
      undefined,
    );
    if (!clock) return null;
    const after = text.slice(found.index + all.length);
    zone = zoneAfter(after);
    rest = `${text.slice(0, found.index)} ${after.slice(zone.length)}`;
  }
  const days = parseDays(rest, habits);
  if (!days || (clock && days.day === null)) return null;
  if (clock && zone === '' && /[년月월오]/.test(text)) zone = 'KST';
  const offset = zone.trim() === '' ? null : offsetOfZone(zone.trim().replace(/^\(|\)$/g, ''), days);
  if (zone.trim() !== '' && offset === null) return null;
  return assemble(days, clock, offset);
}

/** Times and dates both contain dots, so the date is blanked out before the time is parsed. */
function withoutNumericDate(text: string): string {
  return text.replace(/\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}/, (date) =>
    ' '.repeat(date.length),
  );
}

/** Korean writes morning and afternoon before the time. */
function halfBefore(text: string): string | undefined {
  if (text.includes('오후')) return 'pm';
  return text.includes('오전') ? 'am' : undefined;
}

function toHour(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour;
  const afternoon = /^p/i.test(half);
  if (hour === 12) return afternoon ? 12 : 0;
  return afternoon ? hour + 12 : hour;
}

/** The zone that follows a time, or an empty string. A year or an ordinary word is not a zone. */
function zoneAfter(text: string): string {
  return (
    /^\s*(?:(?:GMT|UTC|Etc\/GMT)?\s*[+-]\d{1,2}:?\d{2}(?!\d)|(?:GMT|UTC)\s*[+-]\d{1,2}\b|[+-]\S+|\(?(?:Etc\/)?[A-Z]{1,5}\b\)?|Z\b)/.exec(
      text,
    )?.[0] ?? ''
  );
}

interface Days {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
}

function parseDays(text: string, habits: DateHabits): Days | null {
  const numeric =
    /(?<!\d)(?:(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(\d{1,2})([-./])(\d{1,2})\5(\d{4}|\d{2}))(?![\dT-])/.exec(
      text,
    );
  if (numeric) {
    const [, year, month, day, first, separator, second, last] = numeric;
    if (year !== undefined) return { year: Number(year), month: toNumber(month), day: toNumber(day) };
    const [a, b] = [Number(first), Number(second)];
    const monthFirst = b > 12 || (a <= 12 && separator === '/' && habits.monthFirst === true);
    return { year: fullYear(Number(last)), month: monthFirst ? a : b, day: monthFirst ? b : a };
  }
  const eastAsian = /(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일])?/.exec(text);
  if (eastAsian)
    return { year: Number(eastAsian[1]), month: toNumber(eastAsian[2]), day: toNumber(eastAsian[3]) };
  return parseNamedMonth(text);
}

function parseNamedMonth(text: string): Days | null {
  const tokens = text.match(/\p{L}[\p{L}\p{M}]*|\d+/gu) ?? [];
  const at = tokens.findIndex((token) => monthOf(token) !== null);
  const month = at < 0 ? null : monthOf(tokens[at] ?? '');
  if (month === null) return null;
  const numbers = tokens.map((token, index) => ({ token, index })).filter(({ token }) => /^\d+$/.test(token));
  if (numbers.length > 2 || numbers.some(({ token }) => token.length > 4)) return null;
  const long = numbers.find(({ token }) => token.length === 4);
  if (numbers.length === 1) return long ? { year: Number(long.token), month, day: null } : null;
  const year = long ?? numbers[1];
  const day = numbers.find((candidate) => candidate !== year);
  if (!year || !day || day.token.length > 2 || year.token.length === 3 || year.token.length === 1)
    return null;
  return {
    year: year.token.length === 2 ? fullYear(Number(year.token)) : Number(year.token),
    month,
    day: Number(day.token),
  };
}

/** RFC 2822, 4.3, with the POSIX pivot: 69 to 99 belong to the 20th century. */
function fullYear(year: number): number {
  if (year > 99) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}

function toNumber(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

function toClock(
  hour: string,
  minute: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
): Clock | null {
  const clock = {
    hour: Number(hour),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    milliseconds: fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000),
    precision: second === undefined ? 'minute' : 'second',
  } as const;
  if (clock.hour > 24 || clock.minute > 59 || clock.second > 60) return null;
  return clock.hour === 24 && clock.minute + clock.second > 0 ? null : clock;
}

function assemble(
  { year, month, day }: Days,
  clock: Clock | null,
  offsetMinutes: number | null,
): ParsedDate | null {
  if (month !== null && (month < 1 || month > 12)) return null;
  const start = new Date(0);
  start.setUTCFullYear(year, (month ?? 1) - 1, day ?? 1);
  if (day !== null && start.getUTCDate() !== day) return null;
  if (!clock) return { time: start.getTime(), precision: precisionOf(month, day), offsetMinutes: null };
  const minutes = clock.hour * 60 + clock.minute - (offsetMinutes ?? 0);
  const time = start.getTime() + minutes * 60_000 + clock.second * 1000 + clock.milliseconds;
  return { time, precision: clock.precision, offsetMinutes };
}

/** The smallest unit of a date without a time. */
function precisionOf(month: number | null, day: number | null): ParsedDate['precision'] {
  if (day !== null) return 'day';
  return month !== null ? 'month' : 'year';
}

/** The date as ISO 8601, with the precision and zone in which it was written. */
export function toIsoText({ time, precision, offsetMinutes }: ParsedDate): string {
  const local = new Date(time + (offsetMinutes ?? 0) * 60_000).toISOString();
  if (precision === 'year') return local.slice(0, -20);
  if (precision === 'month') return local.slice(0, -17);
  if (precision === 'day') return local.slice(0, -14);
  const clock = local.slice(0, precision === 'minute' ? -8 : -5);
  if (offsetMinutes === null) return clock;
  if (offsetMinutes === 0) return `${clock}Z`;
  const minutes = Math.abs(offsetMinutes);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${clock}${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
