import { civil } from '../calendar.ts';
import { pickQuarter } from '../pick.ts';
import { after, before, type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { grainOf, yearValue } from '../value.ts';
import { END, H, MODIFIER_STARTS, ordinalNumber, S, shiftOf } from '../vocabulary.ts';

const YEAR_WORDS = `(?:,?${S}(?:of${S})?(?:(?:fiscal|financial|calendar)(?:${S}year)?${S})?(?:the${S})?(?<year>(?:19|20)\\d\\d|(?:last|this|next|that|the same|same|current|previous|following)${S}year|year))?`;
const QUARTER_STARTS = ['the', 'its', 'first', 'second', 'third', 'fourth', 'final', 'fiscal', '#', 'q'];

/** Quarters, halves and year ends, as in company news. Longest first. */
export const quarterRules: readonly Rule[] = [
  rule(
    'quarter',
    QUARTER_STARTS,
    `(?:the${S})?(?:fiscal${H})?(?<quarter>first|second|third|fourth|final|1st|2nd|3rd|4th)${H}(?:fiscal${S})?quarter${END}${YEAR_WORDS}`,
    0.88,
    normaliseQuarter,
  ),
  rule(
    'short-quarter',
    ['q', 'q1', 'q2', 'q3', 'q4'],
    `Q(?<quarter>[1-4])(?:${S}|${S}?of${S}|-)?(?:(?:FY)?(?<year>20\\d\\d|19\\d\\d))?${END}`,
    0.9,
    normaliseQuarter,
  ),
  rule(
    'half',
    ['the', 'first', 'second', 'latter', 'last', 'h1', 'h2'],
    `(?:the${S})?(?<half>first|second|latter|last)${H}half${END}${YEAR_WORDS}`,
    0.8,
    normaliseHalf,
  ),
  rule(
    'latest-quarter',
    ['the', 'latest'],
    `(?:the${S})?(?:latest|most${S}recent|just-ended)${S}quarter${END}`,
    0.7,
    lastQuarter,
  ),
  rule('the-quarter', ['the'], `the${S}quarter${END}`, 0.6, (_, { antecedent }) =>
    antecedent !== null && grainOf(antecedent.value) === 'quarter' ? date(antecedent.value) : null,
  ),
  rule(
    'year-end',
    ['year', 'the', ...MODIFIER_STARTS],
    `(?:the${S})?(?:end${S}of${S}the${S}year|year['’]s${S}end|year-end)${END}`,
    0.7,
    (_, { anchor }) => (anchor === null ? null : date(yearValue(civil(anchor).year))),
  ),
];

function normaliseQuarter({ quarter = '', year }: Groups, context: Context): Timex | null {
  const number = quarter.toLowerCase() === 'final' ? 4 : ordinalNumber(quarter);
  const known = yearOf(year, context);
  if (known !== null) return date(`${yearValue(known)}-Q${number}`);
  if (context.anchor === null || isGame(context)) return null;
  return date(pickQuarter(context.anchor, number, context.direction()));
}

/** Games also have halves, so a half needs a year to be a date. */
function normaliseHalf({ half = '', year }: Groups, context: Context): Timex | null {
  const number = /^first$/i.test(half) ? 1 : 2;
  const known = yearOf(year, context);
  if (known !== null) return date(`${yearValue(known)}-H${number}`);
  const ofBusiness =
    /^['’]?s?\s(?:profits?|results?|earnings|sales|revenues?|net|loss(?:es)?|figures|income|operating|pretax|pre-tax)\b/i.test(
      after(context),
    );
  if (context.anchor === null || !ofBusiness) return null;
  const now = civil(context.anchor);
  const behind = number === 1 || now.month > 6;
  return date(`${yearValue(behind ? now.year : now.year - 1)}-H${number}`);
}

function yearOf(words: string | undefined, context: Context): number | null {
  if (words === undefined) return null;
  if (/^\d/.test(words)) return Number(words);
  if (context.anchor === null) return null;
  const { year } = civil(context.anchor);
  if (/that|same|previous|following/i.test(words)) {
    const referred = Number.parseInt(context.antecedent?.value ?? '', 10);
    const base = referred > 1000 ? referred : year;
    return base + shiftOf(words);
  }
  return year + shiftOf(words);
}

function isGame(context: Context): boolean {
  return /\b(?:touchdown|quarterback|points?|goal|scored|lead|yards?|game)\b/i.test(
    before(context, 60) + after(context, 60),
  );
}

function lastQuarter(_: Groups, { anchor }: Context): Timex | null {
  if (anchor === null) return null;
  const { month } = civil(anchor);
  return date(pickQuarter(anchor, ((Math.floor((month - 1) / 3) + 3) % 4) + 1, 'past'));
}
