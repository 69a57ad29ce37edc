import { COUNT, NUMBER_WORDS, parseCount, VAGUE_COUNT } from '../numbers.ts';
import { after, before, type Context, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { END, H, S, UNIT, unitOf } from '../vocabulary.ts';

/** TIMEX3's letter for a unit, and how many it stands for: decades and centuries are counted in years. */
const UNITS: Readonly<Record<string, readonly [prefix: 'P' | 'PT', letter: string, factor: number]>> = {
  second: ['PT', 'S', 1],
  minute: ['PT', 'M', 1],
  hour: ['PT', 'H', 1],
  day: ['P', 'D', 1],
  weekend: ['P', 'WE', 1],
  week: ['P', 'W', 1],
  fortnight: ['P', 'W', 2],
  month: ['P', 'M', 1],
  quarter: ['P', 'Q', 1],
  year: ['P', 'Y', 1],
  decade: ['P', 'Y', 10],
  century: ['P', 'Y', 100],
};

const FRAME = `(?:(?:the${S})?(?:past|last|next|first|final|previous|coming|following|recent|preceding|latest|remaining|entire|full|whole|another|other|additional|extra|these|those)${S})`;
const FRAME_STARTS = [
  'the',
  'past',
  'last',
  'next',
  'first',
  'final',
  'previous',
  'coming',
  'following',
  'recent',
  'preceding',
  'another',
  'these',
  'those',
];
const EXTRA = `(?:(?:more|full|straight|consecutive|whole|additional|extra|long|short|further|successive|solid)${S})?`;
const PLURAL =
  '(?:seconds|minutes|hours|days|weeks|weekends|fortnights|months|quarters|years|decades|centuries)';

/** Durations, which are not on the calendar. Ages do not count. Longest first. */
export const durationRules: readonly Rule[] = [
  rule(
    'half-unit',
    ['half', 'a'],
    `(?:half${S}an?|a${S}half|half)${H}(?<unit>hour|year|day|century|decade|minute)${END}`,
    0.85,
    normaliseHalf,
  ),
  rule(
    'and-a-half',
    ['a', 'an', 'one'],
    `(?:an?|one)${S}(?<unit>hour|day|week|month|year|decade|century)${S}and${S}a${S}half${END}`,
    0.9,
    ({ unit = '' }, context) => duration(1.5, unit, context),
  ),
  rule(
    'quarter-hours',
    ['a', 'three'],
    `(?<count>a|three)${H}quarters?${S}of${S}an${S}hour${END}`,
    0.9,
    ({ count }) => ({ type: 'DURATION', value: count?.toLowerCase() === 'a' ? 'PT15M' : 'PT45M' }),
  ),
  rule('quarter-century', ['a'], `a${S}quarter(?:${S}of${S}a|-)?${S}?century${END}`, 0.85, () => ({
    type: 'DURATION',
    value: 'P25Y',
  })),
  rule(
    'counted',
    [...NUMBER_WORDS, '#', ...FRAME_STARTS],
    `${FRAME}?(?<count>${COUNT})(?:${S}(?:or|to)${S}${COUNT}|-to-${COUNT}|[-–]\\d{1,3})?(?<half>${S}and${S}a${S}half|-and-a-half)?${H}${EXTRA}(?<unit>${UNIT})(?:${H}long)?${END}`,
    0.85,
    ({ count = '', half, unit = '' }, context) =>
      duration(parseCount(count) + (half === undefined ? 0 : 0.5), unit, context),
  ),
  rule(
    'vague',
    [...NUMBER_WORDS, ...FRAME_STARTS, 'dozens', 'scores'],
    `${FRAME}?(?:the${S})?(?:${VAGUE_COUNT}|few|couple${S}of|several|many)${S}${EXTRA}(?<unit>${PLURAL})${END}`,
    0.8,
    ({ unit = '' }, context) => duration(Number.NaN, unit, context),
  ),
  rule(
    'past-units',
    ['the', 'past', 'recent', 'coming', 'previous', 'last', 'next'],
    `(?:the${S}|in${S})?(?:past|recent|coming|previous|preceding|ensuing|last|next|following|early|earlier|intervening)${S}(?<unit>${PLURAL})${END}`,
    0.75,
    ({ unit = '' }, context) => duration(Number.NaN, unit, context),
  ),
  rule(
    'past-unit',
    ['the', 'past', 'this'],
    `(?:(?:the|this)${S})?past${S}(?<unit>hour|day|week|weekend|month|quarter|year|decade|century)${END}`,
    0.75,
    ({ unit = '' }, context) => duration(1, unit, context),
  ),
  rule(
    'one-unit-long',
    [
      'day',
      'daylong',
      'week',
      'weeklong',
      'month',
      'monthlong',
      'year',
      'yearlong',
      'hour',
      'hourlong',
      'decade',
      'decades',
      'years',
      'months',
      'weeks',
      'days',
      'hours',
      'century',
      'centuries',
      'weekend',
      'weekendlong',
    ],
    `(?<unit>day|week|weekend|month|year|hour|decade|century)(?<many>s)?-?long${END}`,
    0.85,
    ({ unit = '', many }, context) => duration(many === undefined ? 1 : Number.NaN, unit, context),
  ),
  rule(
    'a-unit',
    ['a', 'an', 'another'],
    `(?:an?|another)${S}(?:(?:whole|full|single|further)${S})?(?<unit>minute|hour|day|week|weekend|fortnight|month|year|decade|century)${END}`,
    0.75,
    normaliseAUnit,
  ),
  rule(
    'units',
    ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'years', 'decades', 'centuries'],
    `(?<unit>seconds|minutes|hours|days|weeks|months|years|decades|centuries)${END}`,
    0.65,
    ({ unit = '' }, context) => (/\d\s$/.test(before(context)) ? null : duration(Number.NaN, unit, context)),
  ),
];

/**
 * "two years" is P2Y, "5 1/2 hours" PT5H30M, "years" PXY. Ages and fractions ("three quarters of") are not
 * durations.
 */
function duration(count: number, unitWord: string, context: Context): Timex | null {
  const unit = UNITS[unitOf(unitWord)];
  if (
    unit === undefined ||
    isAge(context) ||
    isTitle(context) ||
    (unitOf(unitWord) === 'quarter' && /^\sof\b/.test(after(context)))
  )
    return null;
  if (
    unitOf(unitWord) === 'second' &&
    !/s$/i.test(unitWord) &&
    !/\d/.test(context.text.slice(context.start, context.end))
  )
    return null;
  return { type: 'DURATION', value: durationValue(count, unit) };
}

function durationValue(count: number, [prefix, letter, factor]: readonly [string, string, number]): string {
  if (Number.isNaN(count)) return `${prefix}X${letter}`;
  const total = count * factor;
  if (Number.isInteger(total)) return `${prefix}${total}${letter}`;
  const whole = Math.floor(total);
  const rest = total - whole;
  const lead = whole === 0 ? prefix : `${prefix}${whole}${letter}`;
  if (letter === 'H') return `${lead}${Math.round(rest * 60)}M`;
  if (letter === 'Y') return `${lead}${Math.round(rest * 12)}M`;
  return `${prefix}${total}${letter}`;
}

function isAge(context: Context): boolean {
  if (/^[-\s]?(?:olds?\b|of age\b|their senior|(?:his|her) (?:senior|junior))/i.test(after(context)))
    return true;
  return /\b(?:aged|age|ages)\s$/i.test(before(context));
}

/** "60 Minutes" is a programme. */
function isTitle({ text, start, end }: Context): boolean {
  return /^\d+\s\p{Lu}\p{Ll}/u.test(text.slice(start, end));
}

function normaliseHalf({ unit = '' }: Groups, context: Context): Timex | null {
  return duration(0.5, unit, context);
}

/** "$5 a day" and "twice a week" are sets, "a day" is a duration; "a day before" refers to another date. */
function normaliseAUnit({ unit = '' }: Groups, context: Context): Timex | null {
  const timex = duration(1, unit, context);
  if (timex === null) return null;
  const rate =
    /(?:[$£€¥]\s?[\d.,]+(?:\s(?:million|billion|trillion|bn|m))?|\b(?:once|twice|times|percent|%|per cent|[\d,.]+\s\p{Ll}+|\p{Ll}+s(?:\s\p{Ll}+s)?))\s$/iu.test(
      before(context, 40),
    );
  const preposition = /\b(?:is|was|as|takes|lasts|less|this|his|its|has|hours|days|weeks|months)\s$/i.test(
    before(context),
  );
  return rate && !preposition ? { ...timex, type: 'SET' } : timex;
}
