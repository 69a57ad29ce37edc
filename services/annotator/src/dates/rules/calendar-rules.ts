import { civil } from '../calendar.ts';
import {
  pickMonth,
  pickMonthDay,
  pickNearSeason,
  pickOtherMonth,
  pickOtherSeason,
  pickOtherWeekday,
  pickSeason,
  pickWeekday,
  pickWeekend,
} from '../pick.ts';
import { after, before, type Context, date, type Groups, type Reading, rule, type Rule } from '../rule.ts';
import { dayValue, monthValue, weekValue } from '../value.ts';
import {
  DAY_OF_MONTH,
  END,
  H,
  MODIFIER_STARTS,
  MONTH,
  MONTH_STARTS,
  monthNumber,
  PART_OF_DAY,
  PARTS_OF_DAY,
  S,
  SEASON,
  SEASONS,
  WEEKDAY,
  WEEKDAY_BY_DATE,
  WEEKDAY_STARTS,
  weekdayNumber,
  YEAR,
} from '../vocabulary.ts';

const DEICTIC = `(?:(?<deictic>last|next|this past|this coming|this|past|coming|the following|the previous)${S})?`;
const DEICTIC_STARTS = ['last', 'next', 'this', 'past', 'coming', 'the'];
const EDGE = `(?:(?:early|late|mid)${H}(?:in${S})?)?`;

/** Names of the calendar without their year: months, days of months, weekdays, seasons. Longest first. */
export const calendarRules: readonly Rule[] = [
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
    readDays,
  ),
  rule(
    'days-month',
    ['#'],
    `(?<day>${DAY_OF_MONTH})(?:[-–—]|${S}to${S})(?<last>${DAY_OF_MONTH})${S}(?<month>${MONTH})(?:,?${S}(?<year>${YEAR}))?`,
    0.9,
    readDays,
  ),
  rule(
    'month-day',
    [...WEEKDAY_STARTS, ...MONTH_STARTS, 'last', 'next', 'this'],
    `(?:${WEEKDAY_BY_DATE},?${S})?(?:(?<deictic>last|next|this)${S})?(?<month>${MONTH})${S}(?:the${S})?(?<day>${DAY_OF_MONTH})(?!%|[:,.]\\d|-\\d)`,
    0.9,
    readMonthDay,
  ),
  rule(
    'day-month',
    [...WEEKDAY_STARTS, '#', 'the'],
    `(?:${WEEKDAY_BY_DATE},?${S})?(?:the${S})?(?<day>${DAY_OF_MONTH})${S}(?:of${S})?(?<month>${MONTH})${END}`,
    0.88,
    readMonthDay,
  ),
  rule('day-list', ['#'], `(?<day>${DAY_OF_MONTH})(?![,.:]\\d|%)`, 0.8, readListedDay),
  rule(
    'month-of-year',
    MONTH_STARTS,
    `${EDGE}(?<month>${MONTH})${S}(?:of${S})?(?<deictic>last|this|next|the same|that|the following|the previous)${S}year${END}`,
    0.9,
    readMonthOfYear,
  ),
  rule(
    'month',
    [...MONTH_STARTS, ...DEICTIC_STARTS, ...MODIFIER_STARTS],
    `${DEICTIC}${EDGE}(?<month>${MONTH})${END}`,
    0.85,
    readMonth,
  ),
  rule(
    'weekday-part',
    [...WEEKDAY_STARTS, ...DEICTIC_STARTS],
    `${DEICTIC}(?<weekday>${WEEKDAY})${S}(?<part>${PART_OF_DAY})${END}`,
    0.9,
    readWeekday,
  ),
  rule('weekdays', WEEKDAY_STARTS, `(?<weekday>${WEEKDAY})s${END}`, 0.85, ({ weekday }, context) =>
    isWeekdayName(context) ? null : { type: 'SET', value: `XXXX-WXX-${weekdayNumber(weekday)}` },
  ),
  rule(
    'weekday',
    [...WEEKDAY_STARTS, ...DEICTIC_STARTS],
    `${DEICTIC}(?<weekday>${WEEKDAY})${END}`,
    0.9,
    readWeekday,
  ),
  rule(
    'season-of-year',
    ['the', ...Object.keys(SEASONS), ...MODIFIER_STARTS],
    `(?:the${S})?${EDGE}(?<season>${SEASON})(?:${S}of)?,?${S}(?<year>${YEAR})`,
    0.9,
    ({ season = '', year }) => date(`${year ?? ''}-${SEASONS[season.toLowerCase()] ?? 'SP'}`),
  ),
  rule(
    'season',
    ['the', ...Object.keys(SEASONS), ...DEICTIC_STARTS, ...MODIFIER_STARTS],
    `(?:(?<deictic>last|next|this past|this coming|this|past|coming|the)${S})?(?<edge>${EDGE})(?<season>${SEASON})${END}`,
    0.75,
    readSeason,
  ),
  rule(
    'weekend',
    ['the', 'last', 'next', 'this', 'that', 'weekend', 'past'],
    `(?:(?<deictic>the past|the last|the coming|the next|the|last|next|this past|this coming|this)${S})?weekend${END}`,
    0.8,
    readWeekend,
  ),
];

function monthDay({ month, day = '', deictic }: Groups, context: Context): number | null {
  if (context.anchor === null || monthNumber(month) === 0) return null;
  const direction = deictic === undefined ? context.direction() : /next/i.test(deictic) ? 'future' : 'past';
  return pickMonthDay(context.anchor, monthNumber(month), Number.parseInt(day, 10), direction);
}

function readMonthDay(groups: Groups, context: Context): Reading | null {
  const day = monthDay(groups, context);
  return day === null ? null : date(dayValue(day));
}

function readDays(groups: Groups, context: Context): Reading | null {
  const { year, month, day = '', last = '' } = groups;
  const from =
    year === undefined ? monthDay(groups, context) : pickMonthDayOf(Number(year), monthNumber(month), day);
  const length = Number.parseInt(last, 10) - Number.parseInt(day, 10);
  return from === null || length <= 0 ? null : date(`${dayValue(from)}/${dayValue(from + length)}`);
}

function pickMonthDayOf(year: number, month: number, day: string): number | null {
  return month === 0
    ? null
    : pickMonthDay(Date.UTC(year, 11, 31) / 86_400_000, month, Number.parseInt(day, 10), 'past');
}

/** "April 24 and 25": the second number takes the month of the date before it. */
function readListedDay({ day = '' }: Groups, context: Context): Reading | null {
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

function readMonthOfYear({ month, deictic = '' }: Groups, context: Context): Reading | null {
  const number = monthNumber(month);
  const referred = /same|that|following|previous/i.test(deictic) ? context.reference?.value : undefined;
  const base = referred ?? (context.anchor === null ? undefined : String(civil(context.anchor).year));
  if (number === 0 || base === undefined || !/^\d{4}/.test(base)) return null;
  const shift = /last|previous/i.test(deictic) ? -1 : /next|following/i.test(deictic) ? 1 : 0;
  return date(monthValue(Number(base.slice(0, 4)) + shift, number));
}

/** Words after which a month's name is a month, not a person's or a march. */
const BEFORE_MONTH =
  /(?:^|[\s([])(?:in|of|since|until|till|by|from|to|through|during|before|after|between|for|the|and|or|late|early|mid|each|every|as of|on|a|its|this|last|next)[\s-]$/i;
const MAY_AS_MONTH =
  /(?:^|[\s([])(?:in|since|until|till|during|late|early|mid|through|between|for|of last|this|last|next|of)[\s-]$/i;

function readMonth({ month = '', deictic }: Groups, context: Context): Reading | null {
  const number = monthNumber(month);
  if (context.anchor === null || number === 0 || isMonthless(month, deictic, context)) return null;
  if (deictic !== undefined && /last|next|past|coming/i.test(deictic))
    return date(pickOtherMonth(context.anchor, number, /next|coming/i.test(deictic) ? 'future' : 'past'));
  if (/^this$/i.test(deictic ?? '')) return date(monthValue(civil(context.anchor).year, number));
  return date(pickMonth(context.anchor, number, context.direction()));
}

/** May, March, April, June, August and short forms are also verbs, marches and people. */
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

function readWeekday({ weekday, part, deictic = '' }: Groups, context: Context): Reading | null {
  const number = weekdayNumber(weekday);
  if (context.anchor === null || isWeekdayName(context)) return null;
  const day = /last|past|previous/i.test(deictic)
    ? pickOtherWeekday(context.anchor, number, 'past')
    : /next|coming|following/i.test(deictic)
      ? pickOtherWeekday(context.anchor, number, 'future')
      : /this/i.test(deictic)
        ? context.anchor - ((context.anchor + 3) % 7) + number - 1
        : pickWeekday(context.anchor, number, context.direction());
  if (part === undefined) return date(dayValue(day));
  return { type: 'TIME', value: `${dayValue(day)}${PARTS_OF_DAY[part.toLowerCase()] ?? ''}` };
}

/** Newspapers, clubs and famous days are named after weekdays. */
function isWeekdayName(context: Context): boolean {
  return (
    /\b(?:Black|Bloody|Super|Ruby|Sheffield|Ash|Holy|Palm|Shrove|Maundy|Cyber|Giving|Freaky)\s$/.test(
      before(context),
    ) ||
    /^\s(?:Times|Telegraph|Mirror|Mail|Express|People|World|Herald|Post|Sun|Star|Night (?:Live|Football|Lights))\b/.test(
      after(context),
    )
  );
}

/** "fall" and "spring" are verbs too: a season needs a word that makes it one. */
function readSeason({ season = '', deictic = '', edge = '' }: Groups, context: Context): Reading | null {
  const code = SEASONS[season.toLowerCase()];
  if (context.anchor === null || code === undefined) return null;
  if (/^this$/i.test(deictic)) return date(pickNearSeason(context.anchor, code));
  if (/last|past/i.test(deictic)) return date(pickOtherSeason(context.anchor, code, 'past'));
  if (/next|coming/i.test(deictic)) return date(pickOtherSeason(context.anchor, code, 'future'));
  const lead = before(context);
  const framed = /\b(?:in|during|by|since|until|through|from|of|over|for|throughout|before|after)\s$/i.test(
    lead,
  );
  if (edge === '' && !framed) return null;
  if (/^\s(?:of|in|from)\s/i.test(after(context)) || (/^\p{Lu}/u.test(season) && deictic === '')) return null;
  return date(pickSeason(context.anchor, code, context.direction()));
}

function readWeekend({ deictic }: Groups, context: Context): Reading | null {
  if (context.anchor === null || deictic === undefined) return null;
  if (/last|past/i.test(deictic)) return date(pickWeekend(context.anchor, 'past'));
  if (/next/i.test(deictic)) return date(pickWeekend(context.anchor + 7, 'future'));
  if (/coming|this/i.test(deictic)) return date(pickWeekend(context.anchor, 'future'));
  return date(pickWeekend(context.anchor, context.direction()));
}
