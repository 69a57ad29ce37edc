import { after, before, type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { dayValue, isDate, monthValue, yearValue } from '../value.ts';
import { dayOf } from '../calendar.ts';
import {
  DAY_OF_MONTH,
  END,
  H,
  MODIFIER_STARTS,
  MONTH,
  MONTH_STARTS,
  monthNumber,
  ORDINAL,
  ORDINAL_STARTS,
  ordinalNumber,
  S,
  WEEKDAY_BY_DATE,
  WEEKDAY_STARTS,
  YEAR,
} from '../vocabulary.ts';

const THE = `(?:the${S})?`;
const EDGE = `(?:(?:early|late|mid|earlier|later|middle of|start of|end of)${H})?`;
const TENS = ['twenties', 'thirties', 'forties', 'fifties', 'sixties', 'seventies', 'eighties', 'nineties'];

/** Dates with a year, which need no publication day. Longest first. */
export const absoluteRules: readonly Rule[] = [
  rule(
    'iso',
    ['#'],
    String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:T(?<clock>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?<zone>Z|[+-]\d\d:\d\d)?)?${END}`,
    0.99,
    normaliseIso,
  ),
  rule(
    'month-day-year',
    [...WEEKDAY_STARTS, ...MONTH_STARTS],
    `(?:${WEEKDAY_BY_DATE},?${S})?(?<month>${MONTH})${S}(?:the${S})?(?<day>${DAY_OF_MONTH}),?${S}(?<year>${YEAR})`,
    0.99,
    normaliseFull,
  ),
  rule(
    'day-month-year',
    [...WEEKDAY_STARTS, '#', 'the'],
    `(?:${WEEKDAY_BY_DATE},?${S})?${THE}(?<day>${DAY_OF_MONTH})${H}(?:of${S})?(?<month>${MONTH}),?${H}(?<year>${YEAR})`,
    0.99,
    normaliseFull,
  ),
  rule(
    'numeric',
    ['#'],
    String.raw`(?<a>\d{1,2})(?<mark>[/.])(?<b>\d{1,2})\k<mark>(?<year>\d{4}|\d{2})(?![\d/.]*\d)${END}`,
    0.8,
    normaliseNumeric,
  ),
  rule(
    'month-year',
    [...MONTH_STARTS, ...MODIFIER_STARTS, 'the'],
    `${THE}${EDGE}(?<month>${MONTH}),?${S}(?:of${S})?(?<year>${YEAR})`,
    0.97,
    ({ month, year }) => monthOf(Number(year), month),
  ),
  rule(
    'decade',
    ['#', ...MODIFIER_STARTS, 'the', "'", '’', '‘'],
    String.raw`${THE}${EDGE}(?:(?<decade>1[0-9]\d|20\d)0['’]?s|['’‘](?<short>[2-9])0s)${END}`,
    0.95,
    ({ decade, short }) => date(decade ?? `19${short ?? ''}`),
  ),
  rule(
    'decade-in-words',
    ['the', ...MODIFIER_STARTS],
    String.raw`${THE}${EDGE}(?<tens>${TENS.join('|')})${END}`,
    0.85,
    normaliseDecadeInWords,
  ),
  rule(
    'century',
    ['the', ...MODIFIER_STARTS, ...ORDINAL_STARTS],
    `${THE}${EDGE}(?<ordinal>${ORDINAL})${H}century${END}(?!${S}(?:BC|B\\.C\\.))`,
    0.9,
    ({ ordinal = '' }) => date(String(ordinalNumber(ordinal) - 1).padStart(2, '0')),
  ),
  rule('nine-eleven', ['#'], String.raw`9/11${END}`, 0.9, () => date('2001-09-11')),
  rule(
    'year-range',
    ['#'],
    String.raw`(?<first>(?:1[5-9]|20)\d\d)[-–—/](?<last>(?:1[5-9]|20)\d\d|\d\d)(?![-–—/\d\p{L}%])`,
    0.85,
    normaliseYearRange,
  ),
  rule(
    'year',
    ['#', 'the', 'post', 'pre', 'fiscal', 'financial', 'fy', 'calendar', 'year', ...MODIFIER_STARTS],
    String.raw`(?<lead>(?:the${S})?(?:(?:post|pre|mid|early|late)-|${EDGE}(?:fiscal${S}year${S}|fiscal${S}|financial${S}year${S}|calendar${S}|FY${S}?|(?:the${S})?year${S}|(?:early|late|mid)${H})?))(?<year>(?:1[0-9]|20)\d\d)(?![\d\p{L}]|[,.:/]\d|[-–]\d)`,
    0.9,
    normaliseYear,
  ),
];

function normaliseIso({ year, month, day, clock, zone }: Groups): Timex | null {
  const value = dayIfReal(Number(year), Number(month), Number(day));
  if (value === null || clock === undefined) return value === null ? null : date(value);
  return { type: 'TIME', value: `${value}T${clock}`, ...(zone === undefined ? {} : { zone }) };
}

function normaliseFull({ year, month, day = '' }: Groups): Timex | null {
  const value = dayIfReal(Number(year), monthNumber(month), Number.parseInt(day, 10));
  return value === null ? null : date(value);
}

function monthOf(year: number, month: string | undefined): Timex | null {
  const number = monthNumber(month);
  return number === 0 ? null : date(monthValue(year, number));
}

/**
 * A number above 12 is the day; otherwise the American order is assumed. Two digits mean the years 1950 to
 * 2049.
 */
function normaliseNumeric({ a, b, year = '' }: Groups): Timex | null {
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  const american = dayIfReal(full, Number(a), Number(b));
  const value = american ?? dayIfReal(full, Number(b), Number(a));
  if (value === null) return null;
  return american !== null && Number(b) <= 12 && a !== b ? { ...date(value), confidence: 0.5 } : date(value);
}

function normaliseDecadeInWords({ tens = '' }: Groups, context: Context): Timex | null {
  const personal =
    /\b(?:his|her|their|my|your|our|its|the temperature in|in)\s+(?:early |late |mid-?)?$/i.test(
      before(context),
    );
  const the = /^the\b/i.test(context.text.slice(context.start, context.start + 4));
  return the && !personal ? date(`19${TENS.indexOf(tens.toLowerCase()) + 2}`) : null;
}

function normaliseYearRange({ first = '', last = '' }: Groups, context: Context): Timex | null {
  const end = last.length === 4 ? Number(last) : Math.floor(Number(first) / 100) * 100 + Number(last);
  if (end <= Number(first) || end - Number(first) > 200 || isAmount(context)) return null;
  return date(`${first}/${yearValue(end)}`);
}

/**
 * A bare number is a year only if it is not part of an amount, a measure or a name. The article is not part
 * of the date.
 */
function normaliseYear({ lead = '', year = '' }: Groups, context: Context): Timex | null {
  if (/^the\s*$/i.test(lead)) return null;
  if (lead === '') {
    if (isAmount(context) || isCounted(context) || isName(context)) return null;
    if (Number(year) < 1500 && !/\b(?:in|since|year|until|circa)\s$/i.test(before(context))) return null;
  }
  return date(year);
}

/** Money, shares and numbers of things before or after. */
function isAmount(context: Context): boolean {
  return (
    /[$£€¥#\p{Sc}]\s?$|\b(?:No|Nos|Rs|about|nearly|almost|over|than|least|most|some|only|around)\.?\s$/iu.test(
      before(context),
    ) || /^\s?(?:%|per\s?cent|percent|percentage)/i.test(after(context))
  );
}

const MEASURE =
  /^[\s-](?:people|men|women|children|miles?|km|kilomet|met(?:er|re)|feet|foot|yards?|acres?|hectares?|tons?|tonnes?|pounds?|dollars?|euros?|shares?|troops|soldiers|jobs|workers|votes?|points?|seats?|barrels?|homes|houses|cars|units|copies|times|degrees|hours?|days?|weeks?|months?|years?|minutes?|seconds?|GMT|UTC|hrs|cc|kg|MHz|rpm|words|pages|employees|members|students|patients|deaths|cases|and a half)\b/i;

function isCounted(context: Context): boolean {
  if (/^\s?(?:st|nd|rd|th)\b/.test(after(context))) return true;
  return (
    MEASURE.test(after(context)) &&
    !/\b(?:in|since|the|by|until|from|of|during|after|before)\s$/i.test(before(context))
  );
}

/** Laws, rooms, roads, aircraft and products have numbers that look like years. */
function isName(context: Context): boolean {
  return (
    /\b(?:Flight|Route|Highway|Room|Windows|Office|Resolution|Section|Article|Chapter|Channel|Boeing|Airbus|Peugeot|Page|Suite|Box|Model|Type|Class|Unit|Area|Apartment|Building|Building|phone|extension|rule|regulation|number|code|version)\s$/i.test(
      before(context),
    ) || /[\p{L}\d]-$|[\d.,/]$/u.test(before(context))
  );
}

function dayIfReal(year: number, month: number, day: number): string | null {
  return isDate(year, month, day) ? dayValue(dayOf(year, month, day)) : null;
}
