import { addMonths, civil, type Day } from '../calendar.ts';
import { COUNT, NUMBER_WORDS, readCount } from '../numbers.ts';
import { pickWeekend } from '../pick.ts';
import { after, before, type Context, date, type Groups, type Reading, rule, type Rule } from '../rule.ts';
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
import { END, H, PART_OF_DAY, PARTS_OF_DAY, S, UNIT, unitOf } from '../vocabulary.ts';

const EDGE = `(?:(?:early|late|earlier|later|mid)${H}(?:in${S})?)?`;
const EDGE_STARTS = ['early', 'late', 'earlier', 'later', 'mid'];
const CALENDAR_UNIT = '(?:day|week|weekend|month|quarter|year|decade|century)';

/** Times told from the publication day ("last week") or from the date spoken of last ("the following year"). Longest first. */
export const relativeRules: readonly Rule[] = [
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
    readDayPart,
  ),
  rule(
    'near-day',
    ['yesterday', 'today', 'tonight', 'tomorrow'],
    `(?<day>yesterday|today|tonight|tomorrow)${END}`,
    0.95,
    readNearDay,
  ),
  rule(
    'ago',
    [...NUMBER_WORDS, '#'],
    `(?<count>${COUNT}|an?)(?<half>${S}and${S}a${S}half)?${H}(?<unit>${UNIT})${H}(?<way>ago|from${S}now|hence)${END}`,
    0.85,
    readAgo,
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
    readLater,
  ),
  rule(
    'year-earlier',
    ['year', 'the', 'a'],
    `(?:(?:the|a)${S})?year[-\\s](?:earlier|ago|before)(?:${S}(?:quarter|period|month))?${END}`,
    0.6,
    (_, context) => yearBefore(context),
  ),
  rule(
    'referred-part',
    ['that', 'the'],
    `(?<way>that|the${S}same|the${S}next|the${S}following|the${S}previous)${S}(?<part>morning|afternoon|evening|night)${END}`,
    0.65,
    readReferredPart,
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
    readLastUnit,
  ),
  rule(
    'referred-unit',
    [...EDGE_STARTS, 'that', 'the'],
    `${EDGE}(?<way>that${S}same|that|the${S}same|the${S}previous|the${S}preceding|the${S}prior|the${S}following|the${S}next)${S}(?<unit>day|week|month|quarter|year|decade)${END}`,
    0.65,
    readReferredUnit,
  ),
  rule(
    'present',
    ['now', 'currently', 'nowadays', 'presently', 'at', 'right', 'these', 'the', 'current'],
    `(?:right${S}now|now|currently|nowadays|presently|at${S}present|at${S}the${S}moment|these${S}days|the${S}present|current)${END}`,
    0.8,
    readPresent,
  ),
  rule(
    'future',
    ['the', 'future', 'near', 'foreseeable'],
    `(?:the${S})?(?:(?:near|foreseeable|distant)${S})?future${END}`,
    0.7,
    (_, context) => (/\ba\s$/i.test(before(context)) ? null : date('FUTURE_REF')),
  ),
  rule('soon', ['soon', 'shortly'], `(?:soon|shortly)${END}`, 0.6, (_, context) =>
    /\b(?:as|too|so|how|very)\s$/i.test(before(context)) || /^\s(?:after|before|as)\b/i.test(after(context))
      ? null
      : date('FUTURE_REF'),
  ),
  rule('overnight', ['overnight'], `overnight${END}`, 0.65, readOvernight),
  rule(
    'day-part',
    ['the'],
    `the${S}(?:(?:early|late)${S})?(?<part>morning|afternoon|evening)${END}`,
    0.6,
    readPartOfDay,
  ),
  rule('recent', ['recently', 'lately'], `(?:recently|lately)${END}`, 0.65, () => date('PAST_REF')),
  rule('past', ['the'], `the${S}(?:recent${S}|distant${S})?past${END}(?!${S}(?:[\\p{L}\\d]))`, 0.7, () =>
    date('PAST_REF'),
  ),
];

function shifted(context: Context, days: number): Reading | null {
  return context.anchor === null ? null : date(dayValue(context.anchor + days));
}

function readNearDay({ day = '' }: Groups, context: Context): Reading | null {
  if (/^tonight$/i.test(day))
    return context.anchor === null ? null : { type: 'TIME', value: `${dayValue(context.anchor)}TNI` };
  if (/^\s(?:Show|Tonight)\b/.test(after(context)) || /\bUSA\s$/.test(before(context))) return null;
  return shifted(context, /^yesterday$/i.test(day) ? -1 : /^tomorrow$/i.test(day) ? 1 : 0);
}

/** "last night" is the one before the publication day. */
function readDayPart({ day = '', part = '' }: Groups, context: Context): Reading | null {
  if (context.anchor === null) return null;
  const shift = /^(?:yesterday|last)$/i.test(day) ? -1 : /^tomorrow$/i.test(day) ? 1 : 0;
  return {
    type: 'TIME',
    value: `${dayValue(context.anchor + shift)}${PARTS_OF_DAY[part.toLowerCase()] ?? ''}`,
  };
}

/** What happened overnight did so in the night before the publication day; "an overnight train" is no time. */
function readOvernight(_: Groups, context: Context): Reading | null {
  if (context.anchor === null || /\b(?:an|the|of|for)\s$/i.test(before(context))) return null;
  return { type: 'TIME', value: `${dayValue(context.anchor - 1)}TNI` };
}

/** "in the afternoon": of the day the text spoke of last, else of the publication day. */
function readPartOfDay({ part = '' }: Groups, context: Context): Reading | null {
  if (!/\b(?:in|during|by|until|through|throughout|into)\s$/i.test(before(context))) return null;
  const spoken = context.reference === null ? null : daysOf(context.reference.value);
  const day = spoken !== null && spoken.from === spoken.to ? spoken.from : context.anchor;
  if (day === null) return null;
  return { type: 'TIME', value: `${dayValue(day)}${PARTS_OF_DAY[part.toLowerCase()] ?? ''}` };
}

/** "two months ago" names a month, "six weeks ago" a week, "11 days ago" a day. */
function readAgo({ count = '', half, unit = '', way = '' }: Groups, context: Context): Reading | null {
  const number = readCount(count) + (half === undefined ? 0 : 0.5);
  if (context.anchor === null || Number.isNaN(number)) return null;
  if (
    way === 'ago' &&
    number === 1 &&
    unitOf(unit) === 'year' &&
    context.reference !== null &&
    grainOf(context.reference.value) === 'quarter'
  )
    return yearBefore(context);
  const value = shiftedUnit(context.anchor, unitOf(unit), way === 'ago' ? -number : number);
  return value === null ? null : date(value);
}

/** Without a date before it, "two days later" only tells how long. */
function readLater({ count = '', unit = '', way = '' }: Groups, context: Context): Reading | null {
  const number = readCount(count);
  const back = /^(?:earlier|previously)$/i.test(way);
  if (back && number === 1 && unitOf(unit) === 'year') return yearBefore(context);
  const from = context.reference === null ? null : daysOf(context.reference.value);
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

/** A year before the quarter, month or year in question; company news compares quarters. */
function yearBefore(context: Context): Reading | null {
  const reference = context.reference?.value ?? '';
  const match = /^(\d{4})(-Q\d|-\d\d)?/.exec(reference);
  if (match && /^-Q/.test(match[2] ?? '')) return date(`${yearValue(Number(match[1]) - 1)}${match[2] ?? ''}`);
  return context.anchor === null ? null : date(yearValue(civil(context.anchor).year - 1));
}

function readReferredPart({ way = '', part = '' }: Groups, context: Context): Reading | null {
  const day = context.reference === null ? null : daysOf(context.reference.value);
  if (day === null || day.from !== day.to) return null;
  const shift = /next|following/i.test(way) ? 1 : /previous/i.test(way) ? -1 : 0;
  return { type: 'TIME', value: `${dayValue(day.from + shift)}${PARTS_OF_DAY[part.toLowerCase()] ?? ''}` };
}

function readLastUnit({ way = '', unit = '' }: Groups, context: Context): Reading | null {
  if (context.anchor === null) return null;
  const shift = /^last/i.test(way) ? -1 : /next|coming/i.test(way) ? 1 : 0;
  if (/past/i.test(way)) return null;
  if (/^this$/i.test(way) && unit.toLowerCase() === 'day') return null;
  const value = unitAround(context.anchor, unit.toLowerCase(), shift);
  return value === null ? null : date(value);
}

/** "that year" is the year of the date before; "the following year" the one after it. */
function readReferredUnit({ way = '', unit = '' }: Groups, context: Context): Reading | null {
  const compared = /previous|preceding|prior/i.test(way) && context.anchor !== null;
  const from = daysOf(context.reference?.value ?? '') ?? (compared ? daysOf(dayValue(context.anchor)) : null);
  if (from === null) return null;
  const shift = /next|following/i.test(way) ? 1 : /previous|preceding|prior/i.test(way) ? -1 : 0;
  if (unit.toLowerCase() === 'day' && from.from !== from.to) return null;
  const value = unitAround(from.from, unit.toLowerCase(), shift);
  return value === null ? null : date(value);
}

/** The unit a day lies in, or the one so many after it. */
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

/** "now" that joins clauses, and "current" beside account or affairs, still speak of the present. */
function readPresent(_: Groups, context: Context): Reading | null {
  if (/^the\s/i.test(context.text.slice(context.start, context.end)) && /^\s\p{L}/u.test(after(context)))
    return null;
  return date('PRESENT_REF');
}
