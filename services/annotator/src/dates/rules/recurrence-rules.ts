import { COUNT, parseCount } from '../numbers.ts';
import { after, before, type Context, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import {
  END,
  MONTH,
  monthNumber,
  PART_OF_DAY,
  PARTS_OF_DAY,
  S,
  SEASON,
  SEASONS,
  WEEKDAY,
  weekdayNumber,
} from '../vocabulary.ts';

/** Adverbs and adjectives of repetition, with TIMEX3's value. */
const ADVERBS: Readonly<Record<string, string>> = {
  hourly: 'PT1H',
  daily: 'P1D',
  nightly: 'XXXX-XX-XXTNI',
  weekly: 'P1W',
  biweekly: 'P2W',
  fortnightly: 'P2W',
  monthly: 'P1M',
  bimonthly: 'P2M',
  quarterly: 'P3M',
  annually: 'P1Y',
  annual: 'P1Y',
  yearly: 'P1Y',
  biannual: 'P6M',
  biennial: 'P2Y',
};

const UNIT_VALUES: Readonly<Record<string, (count: number) => string>> = {
  minute: (count) => `PT${count}M`,
  hour: (count) => `PT${count}H`,
  day: (count) => `P${count}D`,
  week: (count) => `P${count}W`,
  month: (count) => `P${count}M`,
  quarter: (count) => `P${count * 3}M`,
  year: (count) => `P${count}Y`,
  decade: (count) => `P${count * 10}Y`,
};

/** Repeated times, which are not on the calendar. Longest first. */
export const recurrenceRules: readonly Rule[] = [
  rule(
    'every',
    ['every', 'each'],
    `(?<each>every|each)${S}(?:(?<count>${COUNT}|other|single|passing)${S})?(?<unit>minute|hour|day|week|month|quarter|year|decade)s?${END}`,
    0.9,
    normaliseEvery,
  ),
  rule(
    'every-named',
    ['every', 'each'],
    `(?:every|each)${S}(?:(?<weekday>${WEEKDAY})(?:${S}(?<part>${PART_OF_DAY}))?|(?<month>${MONTH})|(?<season>${SEASON})|(?<weekend>weekend)|(?<part2>morning|afternoon|evening|night))${END}`,
    0.85,
    normaliseEveryNamed,
  ),
  rule('per', ['per'], `per${S}(?<unit>minute|hour|day|week|month|year)${END}`, 0.7, ({ unit = '' }) =>
    recurrence(UNIT_VALUES[unit.toLowerCase()]?.(1)),
  ),
  rule('weekends', ['weekends'], `weekends${END}`, 0.7, () => recurrence('XXXX-WXX-WE')),
  rule(
    'adverb',
    Object.keys(ADVERBS),
    `(?<adverb>${Object.keys(ADVERBS).join('|')})${END}`,
    0.8,
    normaliseAdverb,
  ),
];

function recurrence(value: string | undefined): Timex | null {
  return value === undefined ? null : { type: 'SET', value };
}

function normaliseEvery({ count, unit = '' }: Groups): Timex | null {
  const number = intervalOf(count);
  return Number.isNaN(number) ? null : recurrence(UNIT_VALUES[unit.toLowerCase()]?.(number));
}

/** The units from one time to the next: "every other day" is every 2 days. NaN if it is not a number. */
function intervalOf(count: string | undefined): number {
  if (count === undefined || /single|passing/i.test(count)) return 1;
  return /other/i.test(count) ? 2 : parseCount(count);
}

function normaliseEveryNamed({ weekday, part, month, season, weekend, part2 }: Groups): Timex | null {
  if (weekday !== undefined)
    return recurrence(
      `XXXX-WXX-${weekdayNumber(weekday)}${part === undefined ? '' : (PARTS_OF_DAY[part.toLowerCase()] ?? '')}`,
    );
  if (month !== undefined)
    return monthNumber(month) === 0
      ? null
      : recurrence(`XXXX-${String(monthNumber(month)).padStart(2, '0')}`);
  if (season !== undefined) return recurrence(`XXXX-${SEASONS[season.toLowerCase()] ?? ''}`);
  if (weekend !== undefined) return recurrence('XXXX-WXX-WE');
  return recurrence(`XXXX-XX-XX${PARTS_OF_DAY[part2?.toLowerCase() ?? ''] ?? ''}`);
}

/** Newspapers are called Daily: a capital inside a sentence beside another name is one. */
function normaliseAdverb({ adverb = '' }: Groups, context: Context): Timex | null {
  const name =
    /^\p{Lu}/u.test(adverb) && (/^\s\p{Lu}/u.test(after(context)) || /\p{L}\s$/u.test(before(context)));
  return name ? null : recurrence(ADVERBS[adverb.toLowerCase()]);
}
