import { civil, type Day } from '../calendar.ts';
import { COUNT, NUMBER_WORDS, parseCount } from '../numbers.ts';
import { type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import {
  daysOf,
  dayValue,
  grainOf,
  monthValue,
  quarterOf,
  quarterValue,
  weekValue,
  yearValue,
} from '../value.ts';
import { END, H, S, UNIT, unitOf } from '../vocabulary.ts';

/**
 * Times counted from the publication day or from the last date in the text: "two years ago", "a week
 * later". Longest first.
 */
export const distanceRules: readonly Rule[] = [
  rule(
    'ago',
    [...NUMBER_WORDS, '#'],
    `(?<count>${COUNT}|an?)(?<half>${S}and${S}a${S}half)?${H}(?<unit>${UNIT})${H}(?<way>ago|from${S}now|hence)${END}`,
    0.85,
    normaliseAgo,
  ),
  rule(
    'vague-ago',
    [
      'long',
      'years',
      'months',
      'weeks',
      'days',
      'hours',
      'minutes',
      'decades',
      'centuries',
      'several',
      'many',
      'some',
      'a',
    ],
    `(?:(?:several|many|some|a${S}few|a${S}couple${S}of)${S})?(?:long|years|months|weeks|days|hours|minutes|decades|centuries)${S}ago${END}`,
    0.7,
    () => date('PAST_REF'),
  ),
  rule(
    'later',
    [...NUMBER_WORDS, '#'],
    `(?<count>${COUNT}|an?)${S}(?<unit>days?|weeks?|months?|years?|decades?)${S}(?<way>later|earlier|previously|afterwards?)${END}`,
    0.6,
    normaliseLater,
  ),
  rule(
    'year-earlier',
    ['year', 'the', 'a'],
    `(?:(?:the|a)${S})?year[-\\s](?:earlier|ago|before)(?:${S}(?:quarter|period|month))?${END}`,
    0.6,
    (_, context) => yearBefore(context),
  ),
];

/** "two months ago" names a month, "six weeks ago" a week, "11 days ago" a day. */
function normaliseAgo({ count = '', half, unit = '', way = '' }: Groups, context: Context): Timex | null {
  const number = parseCount(count) + (half === undefined ? 0 : 0.5);
  if (context.anchor === null || Number.isNaN(number)) return null;
  if (
    way === 'ago' &&
    number === 1 &&
    unitOf(unit) === 'year' &&
    context.antecedent !== null &&
    grainOf(context.antecedent.value) === 'quarter'
  )
    return yearBefore(context);
  const value = shiftedUnit(context.anchor, unitOf(unit), way === 'ago' ? -number : number);
  return value === null ? null : date(value);
}

/** Without an earlier date in the text, "two days later" is only a duration. */
function normaliseLater({ count = '', unit = '', way = '' }: Groups, context: Context): Timex | null {
  const number = parseCount(count);
  const back = /^(?:earlier|previously)$/i.test(way);
  if (back && number === 1 && unitOf(unit) === 'year') return yearBefore(context);
  const from = context.antecedent === null ? null : daysOf(context.antecedent.value);
  const value =
    from === null || Number.isNaN(number)
      ? null
      : shiftedUnit(from.from, unitOf(unit), back ? -number : number);
  return value === null ? null : date(value);
}

function shiftedUnit(day: Day, unit: string, count: number): string | null {
  const { year, month } = civil(day);
  switch (unit) {
    case 'second':
    case 'minute':
    case 'hour':
      return dayValue(day);
    case 'day':
      return dayValue(day + Math.round(count));
    case 'week':
      return weekValue(day + Math.round(count * 7));
    case 'fortnight':
      return weekValue(day + count * 14);
    case 'month':
      return monthValue(year, month + Math.round(count));
    case 'quarter':
      return quarterValue(quarterOf(year, month) + Math.round(count));
    case 'year':
      return Number.isInteger(count)
        ? yearValue(year + count)
        : monthValue(year, month + Math.round(count * 12));
    case 'decade':
      return yearValue(year + Math.round(count * 10));
    case 'century':
      return String(Math.floor((year + count * 100) / 100));
    default:
      return null;
  }
}

/**
 * A year before the last date if it is a quarter (company news compares these), otherwise before the
 * publication year.
 */
function yearBefore(context: Context): Timex | null {
  const antecedent = context.antecedent?.value ?? '';
  const match = /^(\d{4})(-Q\d|-\d\d)?/.exec(antecedent);
  if (match && /^-Q/.test(match[2] ?? '')) return date(`${yearValue(Number(match[1]) - 1)}${match[2] ?? ''}`);
  return context.anchor === null ? null : date(yearValue(civil(context.anchor).year - 1));
}
