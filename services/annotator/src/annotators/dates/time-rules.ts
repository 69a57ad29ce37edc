import { rule, type Groups, type Reading, type Rule } from './rule.ts';
import { END, S } from './vocabulary.ts';
import { before, type Context } from './rule.ts';

/** UTC offsets of the zones that news names. Ambiguous ones (IST, plain CST in Asia) are left out or read the American way. */
const ZONES: Readonly<Record<string, string>> = {
  gmt: 'Z',
  utc: 'Z',
  bst: '+01:00',
  cet: '+01:00',
  cest: '+02:00',
  eet: '+02:00',
  eest: '+03:00',
  msk: '+03:00',
  est: '-05:00',
  edt: '-04:00',
  cst: '-06:00',
  cdt: '-05:00',
  mst: '-07:00',
  mdt: '-06:00',
  pst: '-08:00',
  pdt: '-07:00',
  jst: '+09:00',
};

const ZONE = `(?:${S}\\(?(?<zone>${Object.keys(ZONES).join('|')}|ET|CT|PT|(?:local|Eastern|Central|Pacific|Mountain|British|Moscow|Kyiv|London|Paris)(?:${S}(?:standard|daylight|summer))?${S}time)\\)?${END})?`;

/** Clock times. Their day is the one beside them in the sentence. Longest first. */
export const timeRules: readonly Rule[] = [
  rule(
    'clock-12',
    ['#', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
    `(?<hour>1[0-2]|0?[1-9])(?:[:.](?<minute>[0-5]\\d))?${S}?(?<half>[ap])\\.?m(?:\\.|${END})${ZONE}`,
    0.95,
    readTwelve,
  ),
  rule(
    'clock-24-zone',
    ['#'],
    `(?<hour>[01]\\d|2[0-3]|\\d)[:.]?(?<minute>[0-5]\\d)(?:hrs?|h)?${S}(?<zone>gmt|utc|bst|cet|cest|est|edt|msk)${END}`,
    0.9,
    ({ hour, minute, zone }) => clock(Number(hour), Number(minute), zone),
  ),
  rule(
    'clock-24',
    ['#'],
    `(?<hour>[01]?\\d|2[0-3]):(?<minute>[0-5]\\d)(?::(?<second>[0-5]\\d))?(?![:\\d]|\\.\\d)${END}${ZONE}`,
    0.8,
    readTwentyFour,
  ),
  rule(
    'oclock',
    ['#', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
    `(?<hour>\\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:${S}o['’]clock(?:${S}(?:in${S}the${S}|at${S})?(?<part>morning|afternoon|evening|night))?|${S}(?:in${S}the|at)${S}(?<part2>morning|afternoon|evening|night))${END}`,
    0.85,
    readOClock,
  ),
  rule('noon', ['noon', 'midday'], `(?:noon|midday)${END}`, 0.85, () => clock(12, 0)),
  rule('midnight', ['midnight'], `midnight${END}`, 0.75, () => clock(24, 0)),
];

const HOURS = [
  '',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

function clock(hour: number, minute: number, zone?: string): Reading {
  const offset = zone === undefined ? undefined : ZONES[zone.toLowerCase()];
  const value = `T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return { type: 'TIME', value, ...(offset === undefined ? {} : { zone: offset }) };
}

function readTwelve({ hour, minute = '0', half = '', zone }: Groups): Reading | null {
  return clock((Number(hour) % 12) + (/p/i.test(half) ? 12 : 0), Number(minute), zone);
}

/** Scores (2:1) and race times look alike, so a clock needs a zone or a word before it. */
function readTwentyFour({ hour, minute, zone }: Groups, context: Context): Reading | null {
  const led = /\b(?:at|by|until|till|from|around|about|since|before|after|to|and)\s$/i.test(before(context));
  return zone !== undefined || led ? clock(Number(hour), Number(minute), zone) : null;
}

function readOClock({ hour = '', part, part2 }: Groups): Reading | null {
  const number = /^\d/.test(hour) ? Number(hour) : HOURS.indexOf(hour.toLowerCase());
  if (number < 1 || number > 12) return null;
  const late = /afternoon|evening|night/i.test(part ?? part2 ?? '');
  return clock(late && number < 12 ? number + 12 : number, 0);
}
