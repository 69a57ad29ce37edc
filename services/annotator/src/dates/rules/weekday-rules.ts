import type { Day } from '../calendar.ts';
import { pickOtherWeekday, pickWeekday, pickWeekend } from '../pick.ts';
import { after, before, type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { dayValue } from '../value.ts';
import {
  DEICTIC,
  DEICTIC_STARTS,
  END,
  PART_OF_DAY,
  PARTS_OF_DAY,
  S,
  WEEKDAY,
  WEEKDAY_STARTS,
  weekdayNumber,
} from '../vocabulary.ts';

/** Weekdays, their parts, and weekends. Longest first. */
export const weekdayRules: readonly Rule[] = [
  rule(
    'weekday-part',
    [...WEEKDAY_STARTS, ...DEICTIC_STARTS],
    `${DEICTIC}(?<weekday>${WEEKDAY})${S}(?<part>${PART_OF_DAY})${END}`,
    0.9,
    normaliseWeekday,
  ),
  rule('weekdays', WEEKDAY_STARTS, `(?<weekday>${WEEKDAY})s${END}`, 0.85, ({ weekday }, context) =>
    isWeekdayName(context) ? null : { type: 'SET', value: `XXXX-WXX-${weekdayNumber(weekday)}` },
  ),
  rule(
    'weekday',
    [...WEEKDAY_STARTS, ...DEICTIC_STARTS],
    `${DEICTIC}(?<weekday>${WEEKDAY})${END}`,
    0.9,
    normaliseWeekday,
  ),
  rule(
    'weekend',
    ['the', 'last', 'next', 'this', 'that', 'weekend', 'past'],
    `(?:(?<deictic>the past|the last|the coming|the next|the|last|next|this past|this coming|this)${S})?weekend${END}`,
    0.8,
    normaliseWeekend,
  ),
];

function normaliseWeekday({ weekday, part, deictic = '' }: Groups, context: Context): Timex | null {
  const number = weekdayNumber(weekday);
  if (context.anchor === null || isWeekdayName(context)) return null;
  const day = pickNamedWeekday(context.anchor, number, deictic, context);
  if (part === undefined) return date(dayValue(day));
  return { type: 'TIME', value: `${dayValue(day)}${PARTS_OF_DAY[part.toLowerCase()] ?? ''}` };
}

function pickNamedWeekday(anchor: Day, weekday: number, deictic: string, context: Context): Day {
  if (/last|past|previous/i.test(deictic)) return pickOtherWeekday(anchor, weekday, 'past');
  if (/next|coming|following/i.test(deictic)) return pickOtherWeekday(anchor, weekday, 'future');
  const sunday = anchor - ((anchor + 3) % 7) - 1;
  return /this/i.test(deictic) ? sunday + weekday : pickWeekday(anchor, weekday, context.direction());
}

/** Whether the weekday is part of the name of a newspaper, a club or a famous day. */
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

function normaliseWeekend({ deictic }: Groups, context: Context): Timex | null {
  if (context.anchor === null || deictic === undefined) return null;
  if (/last|past/i.test(deictic)) return date(pickWeekend(context.anchor, 'past'));
  if (/next/i.test(deictic)) return date(pickWeekend(context.anchor + 7, 'future'));
  if (/coming|this/i.test(deictic)) return date(pickWeekend(context.anchor, 'future'));
  return date(pickWeekend(context.anchor, context.direction()));
}
