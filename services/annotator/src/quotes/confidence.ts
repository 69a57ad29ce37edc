/**
 * How often each rule finds the right words in 84 hand-marked news articles, rounded; rules seen fewer than
 * ten times have a cautious estimate. For rules without a speaker: how often the quote has none.
 */
const shares: Readonly<Record<string, number>> = {
  'subject-verb-after': 0.98,
  'verb-subject-after': 0.96,
  'same-paragraph': 0.96,
  signature: 0.95,
  'verb-in-clause': 0.95,
  'label-before': 0.93,
  'verb-before': 0.9,
  'clause-after': 0.9,
  'according-to': 0.9,
  'colon-before': 0.85,
  'think-before': 0.75,
  'same-paragraph-ahead': 0.7,
  'sentence-before': 0.7,
  'noun-before': 0.6,
  'paragraph-after': 0.5,
  'paragraph-before': 0.5,
  alternating: 0.5,
  'line-before': 0.4,
  title: 0.7,
  'scare-quote': 0.8,
  'no-cue': 0.5,
};

/**
 * How a source leads to a person: by name, by a pronoun, by an office of a named person, or of one the text
 * does not name.
 */
export type Link = 'name' | 'pronoun' | 'office' | 'unnamed';

/** How often the person is right if the words are: measured for pronouns, a cautious estimate for offices. */
const links: Readonly<Record<Link, number>> = { name: 1, pronoun: 0.93, office: 0.85, unnamed: 0.7 };

/** The probability that the speaker, or the lack of one, is right: 0 to 1. */
export function confidenceOf(rule: string, link: Link): number {
  return Math.round((shares[rule] ?? 0.5) * links[link] * 100) / 100;
}
