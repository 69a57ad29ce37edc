import type { IncomingArticle } from '@gazette/schemas';
import { createRandom } from '../random.ts';

/** The text of one version of an article. */
export type Story = Pick<IncomingArticle, 'title' | 'body' | 'byline' | 'source'> & {
  /** ISO 8601 to the second, in UTC; the same for every version. */
  readonly publishedAt: string;
  /** Grows with the version, so that feeds show that something changed. */
  readonly modifiedAt: string;
};

const people = [
  'Keir Starmer',
  'Rachel Reeves',
  'Donald Trump',
  'Ursula von der Leyen',
  'Emmanuel Macron',
  'Helena Marques',
  'Volodymyr Zelensky',
  'Narendra Modi',
];
const roles = ['minister', 'negotiator', 'chairman of the committee', 'spokeswoman'];
const places = ['Lisbon', 'Geneva', 'Brussels', 'Washington', 'Kyiv', 'Edinburgh'];
const matters = [
  'new tariffs on steel and cars',
  'the defence budget and the pledges made to NATO',
  'rules for artificial intelligence',
  'interest rates and inflation',
  'the ceasefire and the hostages',
  'help for farmers after the floods',
];
const days = ['on Monday', 'on Thursday', 'last week', 'on 14 March 2025', 'at the end of next month'];

/** A unique, reproducible text with names, quotes, dates and issues. */
export function storyOf(seed: number, article: number, version: number): Story {
  const random = createRandom(seed * 7_919 + article * 104_729 + version * 1_299_709);
  const name = random.pick(people);
  const other = random.pick(people);
  const place = random.pick(places);
  const matter = random.pick(matters);
  const mark = `${seed}-${article}-${version}`;
  const published = Date.UTC(2025, 2, 1) + (article % 5000) * 60_000;
  return {
    title: `Talks in ${place} turn to ${matter} (${mark})`,
    body: [
      `${name} and delegates from ${2 + random.below(30)} countries met in ${place} ${random.pick(days)} to settle ${matter}, after months in which neither side had moved, and file ${mark} of the talks was opened.`,
      `“Nobody gets everything, and everybody gets something,” said ${other}, the ${random.pick(roles)}, at the end of a night that lasted until dawn and left ${random.below(90) + 10} people looking for their coats.`,
      `A vote is due ${random.pick(days)}. ${name} told reporters that the agreement, number ${random.below(1_000_000)}, would be published in full before it is put to parliaments in the autumn.`,
    ].join('\n'),
    byline: `${random.pick(people).split(' ')[0] ?? ''} Correspondent`,
    source: 'Fault Courier',
    publishedAt: `${new Date(published).toISOString().slice(0, 19)}Z`,
    modifiedAt: `${new Date(published + version * 60_000).toISOString().slice(0, 19)}Z`,
  };
}
