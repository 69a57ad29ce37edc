import { daysOf, dayValue } from '../value.ts';
import { after, before, type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { END, PART_OF_DAY, PARTS_OF_DAY, S, shiftOf } from '../vocabulary.ts';

/** Days beside the publication day and their parts: "yesterday", "last night", "overnight". Longest first. */
export const nearDayRules: readonly Rule[] = [
  rule(
    'day-before-yesterday',
    ['the', 'day'],
    `(?:the${S})?day${S}before${S}yesterday${END}`,
    0.95,
    (_, context) => shifted(context, -2),
  ),
  rule(
    'day-after-tomorrow',
    ['the', 'day'],
    `(?:the${S})?day${S}after${S}tomorrow${END}`,
    0.95,
    (_, context) => shifted(context, 2),
  ),
  rule(
    'near-day-part',
    ['yesterday', 'tomorrow', 'last', 'this'],
    `(?<day>yesterday|tomorrow|last|this)${S}(?<part>${PART_OF_DAY})${END}`,
    0.9,
    normaliseDayPart,
  ),
  rule(
    'near-day',
    ['yesterday', 'today', 'tonight', 'tomorrow'],
    `(?<day>yesterday|today|tonight|tomorrow)${END}`,
    0.95,
    normaliseNearDay,
  ),
  rule('overnight', ['overnight'], `overnight${END}`, 0.65, normaliseOvernight),
  rule(
    'day-part',
    ['the'],
    `the${S}(?:(?:early|late)${S})?(?<part>morning|afternoon|evening)${END}`,
    0.6,
    normalisePartOfDay,
  ),
];

function shifted(context: Context, days: number): Timex | null {
  return context.anchor === null ? null : date(dayValue(context.anchor + days));
}

function normaliseNearDay({ day = '' }: Groups, context: Context): Timex | null {
  if (/^tonight$/i.test(day))
    return context.anchor === null ? null : { type: 'TIME', value: `${dayValue(context.anchor)}TNI` };
  if (/^\s(?:Show|Tonight)\b/.test(after(context)) || /\bUSA\s$/.test(before(context))) return null;
  return shifted(context, shiftOf(day));
}

/** "last night" is the one before the publication day. */
function normaliseDayPart({ day = '', part = '' }: Groups, context: Context): Timex | null {
  if (context.anchor === null) return null;
  return {
    type: 'TIME',
    value: `${dayValue(context.anchor + shiftOf(day))}${PARTS_OF_DAY[part.toLowerCase()] ?? ''}`,
  };
}

/**
 * What happened overnight did so in the night before the publication day; "an overnight train" is not a
 * time.
 */
function normaliseOvernight(_: Groups, context: Context): Timex | null {
  if (context.anchor === null || /\b(?:an|the|of|for)\s$/i.test(before(context))) return null;
  return { type: 'TIME', value: `${dayValue(context.anchor - 1)}TNI` };
}

/** "in the afternoon": of the last day in the text, otherwise of the publication day. */
function normalisePartOfDay({ part = '' }: Groups, context: Context): Timex | null {
  if (!/\b(?:in|during|by|until|through|throughout|into)\s$/i.test(before(context))) return null;
  const spoken = context.antecedent === null ? null : daysOf(context.antecedent.value);
  const day = spoken !== null && spoken.from === spoken.to ? spoken.from : context.anchor;
  if (day === null) return null;
  return { type: 'TIME', value: `${dayValue(day)}${PARTS_OF_DAY[part.toLowerCase()] ?? ''}` };
}
