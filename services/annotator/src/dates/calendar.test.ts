import { describe, expect, it } from '@jest/globals';
import { addMonths, dayOf, easterOf, formatDay, isoWeekOf, mondayOf, weekdayOf } from './calendar.ts';

describe('calendar', () => {
  it.each([
    { date: [2025, 2, 27], week: { year: 2025, week: 9 }, weekday: 4 },
    { date: [2024, 12, 30], week: { year: 2025, week: 1 }, weekday: 1 },
    { date: [2021, 1, 3], week: { year: 2020, week: 53 }, weekday: 7 },
    { date: [1969, 12, 31], week: { year: 1970, week: 1 }, weekday: 3 },
  ] as const)('knows the ISO week and weekday of $date', ({ date: [year, month, day], week, weekday }) => {
    expect(isoWeekOf(dayOf(year, month, day))).toEqual(week);
    expect(weekdayOf(dayOf(year, month, day))).toBe(weekday);
  });

  it('finds the Monday of an ISO week', () => {
    expect(formatDay(mondayOf(2025, 1))).toBe('2024-12-30');
  });

  it.each([
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2038, '2038-04-25'],
  ])('knows Easter of %d', (year, expected) => {
    expect(formatDay(easterOf(year))).toBe(expected);
  });

  it('keeps to the last day of a shorter month', () => {
    expect(formatDay(addMonths(dayOf(2024, 1, 31), 1))).toBe('2024-02-29');
  });
});
