import { HOUR_WORDS } from '../numbers.ts';
import { pickOtherWeekday, pickWeekday } from '../pick.ts';
import { before, type Context, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { clockValue } from '../value.ts';
import { END, S, WEEKDAY, weekdayNumber } from '../vocabulary.ts';

/** UTC offsets of time zones in the news; ambiguous ones are American or British. */
const ZONES: Readonly<Record<string, string>> = {
  gmt: 'Z',
  utc: 'Z',
  bst: '+01:00',
  cet: '+01:00',
  cest: '+02:00',
  eet: '+02:00',
  eest: '+03:00',
  msk: '+03:00',
  jst: '+09:00',
  est: '-05:00',
  edt: '-04:00',
  cst: '-06:00',
  cdt: '-05:00',
  mst: '-07:00',
  mdt: '-06:00',
  pst: '-08:00',
  pdt: '-07:00',
};

const ZONE_NAME = `(?:${Object.keys(ZONES).join('|')}|ET|CT|PT|(?:local|Eastern|Central|Pacific|Mountain|British|Moscow|Kyiv|London|Paris)(?:${S}(?:standard|daylight|summer))?${S}time)`;
const ZONE = `(?:${S}(?<zone>${ZONE_NAME})${END})?`;
/** Clock times. Those without a day take one near them in the sentence. Longest first. */
export const timeRules: readonly Rule[] = [
  rule(
    'clock-12',
    ['#'],
    `(?<hour>1[0-2]|0?[1-9])(?:[:.](?<minute>[0-5]\\d))?${S}?(?<half>[ap])\\.?m(?:\\.|${END})${ZONE}`,
    0.95,
    normaliseTwelveHour,
  ),
  rule(
    'clock-24-zone',
    ['#'],
    `(?<hour>[01]\\d|2[0-3]|\\d)[:.]?(?<minute>[0-5]\\d)(?:${S}?hrs?|h)?${S}(?<zone>${ZONE_NAME})${END}`,
    0.9,
    ({ hour, minute, zone }) => clock(Number(hour), Number(minute), zone),
  ),
  rule(
    'clock-24',
    ['#'],
    `(?<hour>[01]?\\d|2[0-3]):(?<minute>[0-5]\\d)(?![:\\d]|\\.\\d)${END}`,
    0.8,
    normaliseTwentyFourHour,
  ),
  rule(
    'oclock',
    ['#', ...HOUR_WORDS],
    `(?<hour>\\d{1,2}|${HOUR_WORDS.join('|')})(?:${S}o['’]clock(?:${S}(?:in${S}the${S}|at${S})?(?<part>morning|afternoon|evening|night))?|${S}(?:in${S}the|at)${S}(?<part2>morning|afternoon|evening|night))${END}`,
    0.85,
    normaliseOClock,
  ),
  rule('noon', ['noon', 'midday'], `(?:noon|midday)${END}`, 0.85, (_, context) =>
    /\bhigh\s$/i.test(before(context)) ? null : clock(12, 0),
  ),
  rule('midnight', ['midnight'], `midnight${END}`, 0.75, () => clock(24, 0)),
].map(withDay);

/** The same rule with a day after the clock time: "9 a.m. EST Tuesday". */
function withDay(clockRule: Rule): Rule {
  const trail = `(?:,?${S}(?:on${S})?(?:(?<which>last|next|this)${S})?(?<day>today|tomorrow|yesterday|${WEEKDAY})${END})?`;
  return rule(
    clockRule.name,
    clockRule.starts,
    `${clockRule.pattern.source}${trail}`,
    clockRule.confidence,
    (groups, context) => {
      const timex = clockRule.normalise(groups, context);
      const day = timex === null ? null : dayNamed(groups, context);
      return timex === null || day === null ? timex : { ...timex, value: clockValue(day, timex.value) };
    },
  );
}

function dayNamed({ day: name, which }: Groups, { anchor, direction }: Context): number | null {
  if (name === undefined || anchor === null) return null;
  if (/^(?:last|next)$/i.test(which ?? ''))
    return pickOtherWeekday(anchor, weekdayNumber(name), /next/i.test(which ?? '') ? 'future' : 'past');
  const shift = { yesterday: -1, today: 0, tomorrow: 1 }[name.toLowerCase()];
  return shift === undefined ? pickWeekday(anchor, weekdayNumber(name), direction()) : anchor + shift;
}

function clock(hour: number, minute: number, zone?: string): Timex {
  const offset = zone === undefined ? undefined : ZONES[zone.toLowerCase()];
  const value = `T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return { type: 'TIME', value, ...(offset === undefined ? {} : { zone: offset }) };
}

function normaliseTwelveHour({ hour, minute = '0', half = '', zone }: Groups): Timex {
  return clock((Number(hour) % 12) + (/p/i.test(half) ? 12 : 0), Number(minute), zone);
}

/** Scores (2:1) and race times look the same, so a clock time without a zone needs a word before it. */
function normaliseTwentyFourHour({ hour, minute }: Groups, context: Context): Timex | null {
  const led = /\b(?:at|by|until|till|from|around|about|since|before|after|to|and)\s$/i.test(before(context));
  return led ? clock(Number(hour), Number(minute)) : null;
}

function normaliseOClock({ hour = '', part, part2 }: Groups): Timex | null {
  const number = /^\d/.test(hour) ? Number(hour) : HOUR_WORDS.indexOf(hour.toLowerCase()) + 1;
  if (number < 1 || number > 12) return null;
  const late = /afternoon|evening|night/i.test(part ?? part2 ?? '');
  return clock(late && number < 12 ? number + 12 : number, 0);
}
