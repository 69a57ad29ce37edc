import { pickNearSeason, pickOtherSeason, pickSeason } from '../pick.ts';
import { after, before, type Context, date, type Groups, type Timex, rule, type Rule } from '../rule.ts';
import { DEICTIC_STARTS, EDGE, END, MODIFIER_STARTS, S, SEASON, SEASONS, YEAR } from '../vocabulary.ts';

/** Seasons, of a named year or the nearest one. Longest first. */
export const seasonRules: readonly Rule[] = [
  rule(
    'season-of-year',
    ['the', ...Object.keys(SEASONS), ...MODIFIER_STARTS],
    `(?:the${S})?${EDGE}(?<season>${SEASON})(?:${S}of)?,?${S}(?<year>${YEAR})`,
    0.9,
    ({ season = '', year }) => date(`${year ?? ''}-${SEASONS[season.toLowerCase()] ?? 'SP'}`),
  ),
  rule(
    'season',
    ['the', ...Object.keys(SEASONS), ...DEICTIC_STARTS, ...MODIFIER_STARTS],
    `(?:(?<deictic>last|next|this past|this coming|this|past|coming|the)${S})?(?<edge>${EDGE})(?<season>${SEASON})${END}`,
    0.75,
    normaliseSeason,
  ),
];

/** "fall" and "spring" are also verbs, so a season needs a preposition or the like before it. */
function normaliseSeason({ season = '', deictic = '', edge = '' }: Groups, context: Context): Timex | null {
  const code = SEASONS[season.toLowerCase()];
  if (context.anchor === null || code === undefined) return null;
  if (/^this$/i.test(deictic)) return date(pickNearSeason(context.anchor, code));
  if (/last|past/i.test(deictic)) return date(pickOtherSeason(context.anchor, code, 'past'));
  if (/next|coming/i.test(deictic)) return date(pickOtherSeason(context.anchor, code, 'future'));
  const lead = before(context);
  const framed = /\b(?:in|during|by|since|until|through|from|of|over|for|throughout|before|after)\s$/i.test(
    lead,
  );
  if (edge === '' && !framed) return null;
  if (/^\s(?:of|in|from)\s/i.test(after(context)) || (/^\p{Lu}/u.test(season) && deictic === '')) return null;
  return date(pickSeason(context.anchor, code, context.direction()));
}
