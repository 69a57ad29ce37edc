import { addMonths, civil, type Day, dayOf, isoWeekOf, mondayOf, weekdayOf } from './calendar.ts';
import type { Direction } from './tense.ts';
import { isDate, monthValue, quarterOf, quarterValue, SEASON_MONTHS, type Season } from './value.ts';

/**
 * Chooses among the days, months or seasons that a name without a year can mean, relative to the
 * publication day.
 */

/** Without a cue, a month at most this many months ahead is in the future. */
const NEAR_MONTHS = 4;
/** The same in days for a day of a month. */
const NEAR_DAYS = 60;
/** A date this near needs no cue: a date nine months away would have its year. */
const SURE_DAYS = 92;

/**
 * The day of a weekday: the publication day itself, otherwise the next one with a future cue, or the last
 * one.
 */
export function pickWeekday(anchor: Day, weekday: number, direction: Direction | null): Day {
  return direction === 'future'
    ? anchor + ((weekday - weekdayOf(anchor) + 7) % 7)
    : anchor - ((weekdayOf(anchor) - weekday + 7) % 7);
}

/** The weekday strictly before or after the publication day: "last Friday", "next Friday". */
export function pickOtherWeekday(anchor: Day, weekday: number, direction: Direction): Day {
  return direction === 'future'
    ? pickWeekday(anchor + 1, weekday, 'future')
    : pickWeekday(anchor - 1, weekday, 'past');
}

/**
 * The month's value. The publication month fits both directions; without a cue only a near month is in the
 * future.
 */
export function pickMonth(anchor: Day, month: number, direction: Direction | null): string {
  const now = civil(anchor);
  const back = (now.month - month + 12) % 12;
  const ahead = (month - now.month + 12) % 12;
  const future = direction === 'future' || (direction === null && ahead <= NEAR_MONTHS && back > ahead);
  return monthValue(now.year, now.month + (future ? ahead : -back));
}

/** The month strictly before or after the publication month: "last October", "next May". */
export function pickOtherMonth(anchor: Day, month: number, direction: Direction): string {
  const now = civil(anchor);
  const steps = direction === 'future' ? (month - now.month + 11) % 12 : (now.month - month + 11) % 12;
  return monthValue(now.year, now.month + (direction === 'future' ? steps + 1 : -steps - 1));
}

/**
 * The day of a yearly date in or around the publication year; null if none of these years has it (30
 * February).
 */
export function pickYearly(
  anchor: Day,
  dayIn: (year: number) => Day | null,
  direction: Direction | null,
): Day | null {
  const { year } = civil(anchor);
  const days = [year - 1, year, year + 1].map(dayIn).filter((day) => day !== null);
  const past = days.filter((day) => day <= anchor).at(-1) ?? null;
  const future = days.find((day) => day >= anchor) ?? null;
  if (past === null || future === null) return past ?? future;
  if (anchor - past <= SURE_DAYS && future - anchor > SURE_DAYS) return past;
  if (future - anchor <= SURE_DAYS && anchor - past > 2 * SURE_DAYS + NEAR_DAYS) return future;
  if (direction !== null) return direction === 'past' ? past : future;
  return future - anchor <= NEAR_DAYS && future - anchor < anchor - past ? future : past;
}

/** The day of a month and day without a year. */
export function pickMonthDay(
  anchor: Day,
  month: number,
  day: number,
  direction: Direction | null,
): Day | null {
  return pickYearly(anchor, (year) => (isDate(year, month, day) ? dayOf(year, month, day) : null), direction);
}

/**
 * The quarter's value: the last one that has started, or with a future cue the first one that has not
 * ended.
 */
export function pickQuarter(anchor: Day, quarter: number, direction: Direction | null): string {
  const { year, month } = civil(anchor);
  const now = quarterOf(year, month);
  const current = (now % 4) + 1;
  return quarterValue(
    direction === 'future' ? now + ((quarter - current + 4) % 4) : now - ((current - quarter + 4) % 4),
  );
}

/**
 * The season's value: the last one that has started, or with a future cue the first one that has not ended.
 */
export function pickSeason(anchor: Day, season: Season, direction: Direction | null): string {
  const { year } = civil(anchor);
  const first = (of: number): Day => dayOf(of, SEASON_MONTHS[season], 1);
  const years = [year - 1, year, year + 1];
  const chosen =
    direction === 'future'
      ? years.find((of) => addMonths(first(of), 3) > anchor)
      : years.findLast((of) => first(of) <= anchor);
  return `${chosen ?? year}-${season}`;
}

/** The season that ended before or starts after the publication day: "last fall", "next spring". */
export function pickOtherSeason(anchor: Day, season: Season, direction: Direction): string {
  const { year } = civil(anchor);
  const first = (of: number): Day => dayOf(of, SEASON_MONTHS[season], 1);
  const years = [year - 2, year - 1, year, year + 1];
  const chosen =
    direction === 'future'
      ? years.find((of) => first(of) > anchor)
      : years.findLast((of) => addMonths(first(of), 3) <= anchor);
  return `${chosen ?? year}-${season}`;
}

/** The season nearest to the publication day, which may be in it: "this summer" in March is in the future. */
export function pickNearSeason(anchor: Day, season: Season): string {
  const { year } = civil(anchor);
  const distance = (of: number): number => {
    const first = dayOf(of, SEASON_MONTHS[season], 1);
    return Math.max(first - anchor, anchor - addMonths(first, 3) + 1, 0);
  };
  const nearest = [year - 1, year, year + 1].reduce((a, b) => (distance(b) < distance(a) ? b : a));
  return `${nearest}-${season}`;
}

/**
 * The weekend (its ISO week): without a cue, the last one from Monday to Thursday, then the coming or
 * current one.
 */
export function pickWeekend(anchor: Day, direction: Direction | null): string {
  const { year, week } = isoWeekOf(anchor);
  const monday = mondayOf(year, week);
  const past = direction === 'past' ? weekdayOf(anchor) < 6 : direction === null && weekdayOf(anchor) < 4;
  const chosen = isoWeekOf(past ? monday - 7 : monday);
  return `${String(chosen.year).padStart(4, '0')}-W${String(chosen.week).padStart(2, '0')}-WE`;
}

/** The yearly day strictly before or after the publication day: "last Christmas". */
export function pickOtherYearly(anchor: Day, dayIn: (year: number) => Day, direction: Direction): Day {
  const { year } = civil(anchor);
  const days = [year - 1, year, year + 1].map(dayIn);
  return (
    (direction === 'future' ? days.find((day) => day > anchor) : days.findLast((day) => day < anchor)) ??
    dayIn(year)
  );
}
