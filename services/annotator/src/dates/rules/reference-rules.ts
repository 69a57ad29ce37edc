import { after, before, type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { END, S } from '../vocabulary.ts';

/**
 * The present, the past and the future without a date: PRESENT_REF, PAST_REF and FUTURE_REF. Longest first.
 */
export const referenceRules: readonly Rule[] = [
  rule(
    'present',
    ['now', 'currently', 'nowadays', 'presently', 'at', 'right', 'these', 'the', 'current'],
    `(?:right${S}now|now|currently|nowadays|presently|at${S}present|at${S}the${S}moment|these${S}days|the${S}present|current)${END}`,
    0.8,
    normalisePresent,
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
  rule('recent', ['recently', 'lately'], `(?:recently|lately)${END}`, 0.65, () => date('PAST_REF')),
  rule('past', ['the'], `the${S}(?:recent${S}|distant${S})?past${END}(?!${S}(?:[\\p{L}\\d]))`, 0.7, () =>
    date('PAST_REF'),
  ),
];

/** "the present" before another word ("the present government") is not an expression. */
function normalisePresent(_: Groups, context: Context): Timex | null {
  if (/^the\s/i.test(context.text.slice(context.start, context.end)) && /^\s\p{L}/u.test(after(context)))
    return null;
  return date('PRESENT_REF');
}
