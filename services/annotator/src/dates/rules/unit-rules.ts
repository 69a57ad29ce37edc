import { addMonths, civil, type Day } from '../calendar.ts';
import { pickWeekend } from '../pick.ts';
import { type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { daysOf, dayValue, monthValue, quarterOf, quarterValue, weekValue, yearValue } from '../value.ts';
import { END, H, PARTS_OF_DAY, S, shiftOf } from '../vocabulary.ts';

const EDGE = `(?:(?:early|late|earlier|later|mid)${H}(?:in${S})?)?`;
const EDGE_STARTS = ['early', 'late', 'earlier', 'later', 'mid'];
const CALENDAR_UNIT = '(?:day|week|weekend|month|quarter|year|decade|century)';

/**
 * Units told from the publication day ("last week") or from the last date in the text ("the following
 * year"). Longest first.
 */
export const unitRules: readonly Rule[] = [
  rule(
    'referred-part',
    ['that', 'the'],
    `(?<way>that|the${S}same|the${S}next|the${S}following|the${S}previous)${S}(?<part>morning|afternoon|evening|night)${END}`,
    0.65,
    normaliseReferredPart,
  ),
  rule(
    'the-last-unit',
    ['the'],
    `the${S}last${S}(?<unit>day|week|month|year)${END}`,
    0.7,
    ({ unit = '' }) => ({ type: 'DURATION', value: `P1${unit.toUpperCase().slice(0, 1)}` }),
  ),
  rule(
    'last-unit',
    [...EDGE_STARTS, 'last', 'this', 'next', 'the', 'current'],
    `${EDGE}(?<way>last|this${S}past|this${S}coming|this|next|the${S}current|current|the${S}present|the${S}coming)${S}(?:(?:calendar|fiscal|financial|same)${S})?(?<unit>${CALENDAR_UNIT})${END}`,
    0.88,
    normaliseLastUnit,
  ),
  rule(
    'referred-unit',
    [...EDGE_STARTS, 'that', 'the'],
    `${EDGE}(?<way>that${S}same|that|the${S}same|the${S}previous|the${S}preceding|the${S}prior|the${S}following|the${S}next)${S}(?<unit>day|week|month|quarter|year|decade)${END}`,
    0.65,
    normaliseReferredUnit,
  ),
];

function normaliseReferredPart({ way = '', part = '' }: Groups, context: Context): Timex | null {
  const day = context.antecedent === null ? null : daysOf(context.antecedent.value);
  if (day === null || day.from !== day.to) return null;
  return {
    type: 'TIME',
    value: `${dayValue(day.from + shiftOf(way))}${PARTS_OF_DAY[part.toLowerCase()] ?? ''}`,
  };
}

function normaliseLastUnit({ way = '', unit = '' }: Groups, context: Context): Timex | null {
  if (context.anchor === null) return null;
  if (/past/i.test(way)) return null;
  if (/^this$/i.test(way) && unit.toLowerCase() === 'day') return null;
  const value = unitAround(context.anchor, unit.toLowerCase(), shiftOf(way));
  return value === null ? null : date(value);
}

/** "that year" is the year of the last date in the text, "the following year" the one after it. */
function normaliseReferredUnit({ way = '', unit = '' }: Groups, context: Context): Timex | null {
  const compared = /previous|preceding|prior/i.test(way) && context.anchor !== null;
  const from =
    daysOf(context.antecedent?.value ?? '') ?? (compared ? daysOf(dayValue(context.anchor)) : null);
  if (from === null) return null;
  if (unit.toLowerCase() === 'day' && from.from !== from.to) return null;
  const value = unitAround(from.from, unit.toLowerCase(), shiftOf(way));
  return value === null ? null : date(value);
}

/** The unit that contains a day, or the one `shift` units later. */
function unitAround(day: Day, unit: string, shift: number): string | null {
  const { year, month } = civil(day);
  switch (unit) {
    case 'day':
      return dayValue(day + shift);
    case 'week':
      return weekValue(day + shift * 7);
    case 'weekend':
      return pickWeekend(day + shift * 7, 'future');
    case 'month':
      return monthValue(year, month + shift);
    case 'quarter':
      return quarterValue(quarterOf(year, month) + shift);
    case 'year':
      return yearValue(year + shift);
    case 'decade':
      return String(Math.floor(civil(addMonths(day, shift * 120)).year / 10));
    case 'century':
      return String(Math.floor(year / 100) + shift);
    default:
      return null;
  }
}
