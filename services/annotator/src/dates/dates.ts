import type { TemporalExpression } from '@gazette/schemas';
import { fieldsOf, type FieldText, type Text } from '../text.ts';
import { absoluteRules } from './rules/absolute-rules.ts';
import { type Day, formatDay } from './calendar.ts';
import { resolveClockTimes } from './clock-times.ts';
import { distanceRules } from './rules/distance-rules.ts';
import { durationRules } from './rules/duration-rules.ts';
import { holidayRules } from './rules/holiday-rules.ts';
import { monthRules } from './rules/month-rules.ts';
import { nearDayRules } from './rules/near-day-rules.ts';
import { quarterRules } from './rules/quarter-rules.ts';
import { referenceRules } from './rules/reference-rules.ts';
import { seasonRules } from './rules/season-rules.ts';
import type { Context, Found, Rule } from './rule.ts';
import { createRuleLookup } from './rule-lookup.ts';
import { recurrenceRules } from './rules/recurrence-rules.ts';
import { directionAt } from './tense.ts';
import { timeRules } from './rules/time-rules.ts';
import { unitRules } from './rules/unit-rules.ts';
import { daysOf, grainOf } from './value.ts';
import { weekdayRules } from './rules/weekday-rules.ts';

/**
 * Finds the dates, times, durations and sets (recurring times, such as every Monday) in a text, as TIMEX3
 * (ISO-TimeML) defines them. Weeks are ISO weeks. Relative dates are resolved against the anchor, the day of
 * publication. Without an anchor, only dates that include a year are resolved. `from` and `to` are the first
 * and last day, both inclusive. For a clock time both are its instant; for durations, sets and PRESENT_REF
 * both are null.
 */
export function findDates(text: Text, anchor: Day | null): readonly TemporalExpression[] {
  return fieldsOf(text).flatMap((field) =>
    resolveClockTimes(findIn(field, anchor), field.text, anchor).map((found) => toExpression(found, field)),
  );
}

const rulesAt = createRuleLookup([
  ...holidayRules,
  ...timeRules,
  ...absoluteRules,
  ...monthRules,
  ...weekdayRules,
  ...seasonRules,
  ...quarterRules,
  ...nearDayRules,
  ...distanceRules,
  ...unitRules,
  ...referenceRules,
  ...recurrenceRules,
  ...durationRules,
]);

/**
 * One pass from left to right. At each word that may start an expression the longest match wins; the search
 * continues after that match.
 */
function findIn({ text, paragraphs }: FieldText, anchor: Day | null): readonly Found[] {
  const found: Found[] = [];
  let end = 0;
  let antecedent: Found | null = null;
  for (const paragraph of paragraphs) {
    for (const sentence of paragraph.sentences) {
      const { tokens } = sentence;
      for (const [i, token] of tokens.entries()) {
        if (token.start < end) continue;
        const rules = rulesAt(token, tokens[i + 1]);
        if (rules.length === 0) continue;
        const best = longest(rules, text, token.start, {
          anchor,
          previous: found.at(-1) ?? null,
          antecedent,
        });
        if (best === null) continue;
        found.push(best);
        end = best.end;
        if (daysOf(best.value) !== null) antecedent = best;
      }
    }
  }
  return found;
}

function longest(
  rules: readonly Rule[],
  text: string,
  start: number,
  state: Pick<Context, 'anchor' | 'previous' | 'antecedent'>,
): Found | null {
  let best: Found | null = null;
  for (const { name, pattern, confidence, normalise } of rules) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null || start + match[0].length <= (best?.end ?? 0)) continue;
    const end = start + match[0].length;
    const direction = () => directionAt(text, start, end);
    const timex = normalise(match.groups ?? {}, { ...state, text, start, end, direction });
    if (timex !== null) best = { confidence, ...timex, start, end, rule: name };
  }
  return best;
}

function toExpression(found: Found, { field, text }: FieldText): TemporalExpression {
  const { start, end, type, value, rule, confidence } = found;
  const days = daysOf(value);
  const instant = /^\d{4}.*T\d\d:\d\d/.test(value) ? `${value}${found.zone ?? ''}` : null;
  return {
    field,
    start,
    end,
    text: text.slice(start, end),
    type,
    value,
    grain: grainOf(value),
    from: days ? formatDay(days.from) : instant,
    to: days ? formatDay(days.to) : instant,
    rule,
    confidence,
  };
}
