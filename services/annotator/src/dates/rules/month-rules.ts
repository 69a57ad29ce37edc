import { civil, dayOf } from '../calendar.ts';
import { pickMonth, pickMonthDay, pickOtherMonth } from '../pick.ts';
import { after, before, type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { dayValue, monthValue, weekValue } from '../value.ts';
import {
  DAY_OF_MONTH,
  DEICTIC,
  DEICTIC_STARTS,
  EDGE,
  END,
  MODIFIER_STARTS,
  MONTH,
  MONTH_STARTS,
  monthNumber,
  S,
  shiftOf,
  WEEKDAY_BY_DATE,
  WEEKDAY_STARTS,
  YEAR,
} from '../vocabulary.ts';

/** Months and days of months without their year. Longest first. */
export const monthRules: readonly Rule[] = [
  rule(
    'week-of',
    ['the', 'week'],
    `(?:the${S})?week${S}(?:of|beginning|starting|ending|ended)${S}(?:on${S})?(?:${WEEKDAY_BY_DATE},?${S})?(?<month>${MONTH})${S}(?<day>${DAY_OF_MONTH})`,
    0.9,
    (groups, context) => {
      const day = monthDay(groups, context);
      return day === null ? null : date(weekValue(day));
    },
  ),
  rule(
    'month-days',
    MONTH_STARTS,
    `(?<month>${MONTH})${S}(?<day>${DAY_OF_MONTH})(?:[-–—]|${S}to${S})(?<last>${DAY_OF_MONTH})(?:,?${S}(?<year>${YEAR}))?(?!%|[:,.]\\d)`,
    0.9,
    normaliseDays,
  ),
  rule(
    'days-month',
    ['#'],
    `(?<day>${DAY_OF_MONTH})(?:[-–—]|${S}to${S})(?<last>${DAY_OF_MONTH})${S}(?<month>${MONTH})(?:,?${S}(?<year>${YEAR}))?`,
    0.9,
    normaliseDays,
  ),
  rule(
    'month-day',
    [...WEEKDAY_STARTS, ...MONTH_STARTS, 'last', 'next', 'this'],
    `(?:${WEEKDAY_BY_DATE},?${S})?(?:(?<deictic>last|next|this)${S})?(?<month>${MONTH})${S}(?:the${S})?(?<day>${DAY_OF_MONTH})(?!%|[:,.]\\d|-\\d)`,
    0.9,
    normaliseMonthDay,
  ),
  rule(
    'day-month',
    [...WEEKDAY_STARTS, '#', 'the'],
    `(?:${WEEKDAY_BY_DATE},?${S})?(?:the${S})?(?<day>${DAY_OF_MONTH})${S}(?:of${S})?(?<month>${MONTH})${END}`,
    0.88,
    normaliseMonthDay,
  ),
  rule('day-list', ['#'], `(?<day>${DAY_OF_MONTH})(?![,.:]\\d|%)`, 0.8, normaliseListedDay),
  rule(
    'month-of-year',
    MONTH_STARTS,
    `${EDGE}(?<month>${MONTH})${S}(?:of${S})?(?<deictic>last|this|next|the same|that|the following|the previous)${S}year${END}`,
    0.9,
    normaliseMonthOfYear,
  ),
  rule(
    'month',
    [...MONTH_STARTS, ...DEICTIC_STARTS, ...MODIFIER_STARTS],
    `${DEICTIC}${EDGE}(?<month>${MONTH})${END}`,
    0.85,
    normaliseMonth,
  ),
];

function monthDay({ month, day = '', deictic }: Groups, context: Context): number | null {
  if (context.anchor === null || monthNumber(month) === 0) return null;
  const named = /next/i.test(deictic ?? '') ? 'future' : 'past';
  const direction = deictic === undefined ? context.direction() : named;
  return pickMonthDay(context.anchor, monthNumber(month), Number.parseInt(day, 10), direction);
}

function normaliseMonthDay(groups: Groups, context: Context): Timex | null {
  const day = monthDay(groups, context);
  return day === null ? null : date(dayValue(day));
}

function normaliseDays(groups: Groups, context: Context): Timex | null {
  const { year, month, day = '', last = '' } = groups;
  const from =
    year === undefined ? monthDay(groups, context) : pickMonthDayOf(Number(year), monthNumber(month), day);
  const length = Number.parseInt(last, 10) - Number.parseInt(day, 10);
  return from === null || length <= 0 ? null : date(`${dayValue(from)}/${dayValue(from + length)}`);
}

function pickMonthDayOf(year: number, month: number, day: string): number | null {
  return month === 0 ? null : pickMonthDay(dayOf(year, 12, 31), month, Number.parseInt(day, 10), 'past');
}

/** "April 24 and 25": the second number takes the month of the date before it. */
function normaliseListedDay({ day = '' }: Groups, context: Context): Timex | null {
  const { previous } = context;
  if (
    previous === null ||
    !/^\d{4}-\d\d-\d\d$/.test(previous.value) ||
    !/\d/.test(context.text.slice(previous.start, previous.end))
  )
    return null;
  const joint = context.text.slice(previous.end, context.start);
  if (
    !/^(?:,? (?:and|or|through|to) |, |-|–)$/.test(joint) ||
    /^\s?(?:\p{Ll}|%)/u.test(after(context).replace(/^ (?:and|in|at|to|for|with|the)\b/, ''))
  )
    return null;
  const number = Number.parseInt(day, 10);
  return number > Number(previous.value.slice(8))
    ? date(`${previous.value.slice(0, 8)}${String(number).padStart(2, '0')}`)
    : null;
}

function normaliseMonthOfYear({ month, deictic = '' }: Groups, context: Context): Timex | null {
  const number = monthNumber(month);
  const referred = /same|that|following|previous/i.test(deictic) ? context.antecedent?.value : undefined;
  const base = referred ?? (context.anchor === null ? undefined : String(civil(context.anchor).year));
  if (number === 0 || base === undefined || !/^\d{4}/.test(base)) return null;
  return date(monthValue(Number(base.slice(0, 4)) + shiftOf(deictic), number));
}

/** Words after which a month's name is a month rather than a person's name or a verb. */
const BEFORE_MONTH =
  /(?:^|[\s([])(?:in|of|since|until|till|by|from|to|through|during|before|after|between|for|the|and|or|late|early|mid|each|every|as of|on|a|its|this|last|next)[\s-]$/i;
const MAY_AS_MONTH =
  /(?:^|[\s([])(?:in|since|until|till|during|late|early|mid|through|between|for|of last|this|last|next|of)[\s-]$/i;

function normaliseMonth({ month = '', deictic }: Groups, context: Context): Timex | null {
  const number = monthNumber(month);
  if (context.anchor === null || number === 0 || isMonthless(month, deictic, context)) return null;
  if (deictic !== undefined && /last|next|past|coming/i.test(deictic))
    return date(pickOtherMonth(context.anchor, number, /next|coming/i.test(deictic) ? 'future' : 'past'));
  if (/^this$/i.test(deictic ?? '')) return date(monthValue(civil(context.anchor).year, number));
  return date(pickMonth(context.anchor, number, context.direction()));
}

/** May, March, April, June, August and short forms are also verbs, nouns and names of persons. */
function isMonthless(month: string, deictic: string | undefined, context: Context): boolean {
  const lead = before(context);
  if (/^\p{Lu}+$/u.test(month) && month.length > 1 && /^(?:MAY|MARCH)$/.test(month)) return true;
  if (/^(?:Jan|Jun|Mar|Dec|Apr)$/.test(month)) return true;
  if (deictic !== undefined) return false;
  if (/^\s\p{Lu}\p{Ll}+/u.test(after(context)) && !BEFORE_MONTH.test(lead)) return true;
  if (month === 'May')
    return (
      !MAY_AS_MONTH.test(lead) ||
      (/\bof\s$/.test(lead) && /\b(?:Theresa|Mrs\.?|Ms\.?|Brian) May\b/.test(context.text))
    );
  if (month === 'March' && (/^\s(?:on|of|for|to)\s/.test(after(context)) || /\p{L}['’]s\s$/u.test(lead)))
    return true;
  return /(?:^|[^.!?]\s)\p{Lu}[\p{L}.]*\s$/u.test(lead) && !BEFORE_MONTH.test(lead) && !/,\s$/.test(lead);
}
