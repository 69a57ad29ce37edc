import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import nlp from 'compromise';
import { loadKnowledge } from '../src/adapters/knowledge.ts';
import { findDates } from '../src/annotators/dates.ts';
import { findIssues } from '../src/annotators/issues.ts';
import { detectLanguage } from '../src/annotators/language.ts';
import { findPersons } from '../src/annotators/persons.ts';
import { findQuotes, type SpeakerLore } from '../src/annotators/quotes.ts';
import { storyBands } from '../src/story-bands.ts';
import { analyse } from '../src/text.ts';

/**
 * Measures CPU seconds for 1,000 articles, annotator by annotator, and beside them compromise (a general tagger for
 * JavaScript) finding people in the same text in the same run; then how time grows with an article's length. The text is
 * the sample newsroom's. `npm run bench:annotate`
 */
const ARTICLES = 1000;
/** compromise is slow: a share is enough to know its speed. */
const COMPROMISE_SHARE = 0.1;
const LENGTHS = [100, 500, 1000, 5000, 10_000, 50_000];
const PUBLISHED = Date.parse('2025-02-27');

const bodies = newsroom();
const knowledge = await loadKnowledge(join(import.meta.dirname, '../data'));
const cycle = Array.from({ length: ARTICLES }, (_, i) => ({
  title: '',
  body: bodies[i % bodies.length] ?? '',
}));
const words = cycle.reduce((sum, { body }) => sum + wordsOf(body).length, 0);

cycle.slice(0, 100).forEach(annotate);

const texts = cycle.map(analyse);
const persons = texts.map((text) => findPersons(text, knowledge.personTagger, knowledge.directory));
const stages = {
  text: cpuSeconds(cycle, analyse),
  language: cpuSeconds(texts, (text) => detectLanguage(text, null)),
  persons: cpuSeconds(texts, (text) => findPersons(text, knowledge.personTagger, knowledge.directory)),
  issues: cpuSeconds(texts, (text) => findIssues(text, knowledge.issues, PUBLISHED)),
  dates: cpuSeconds(texts, (text) => findDates(text, PUBLISHED)),
  quotes: cpuSeconds(texts, (text, i) => findQuotes(text, loreOf(persons[i] ?? []))),
  'story bands': cpuSeconds(texts, storyBands),
};
const all = cpuSeconds(cycle, annotate);

console.log(`CPU seconds for ${ARTICLES} articles (${Math.round(words / ARTICLES)} words each)`);
for (const [stage, seconds] of Object.entries({ ...stages, 'all of it': all }))
  row(stage, seconds.toFixed(2));

const share = cycle.slice(0, ARTICLES * COMPROMISE_SHARE);
share.slice(0, 10).forEach(peopleByCompromise);
const compromise = cpuSeconds(share, peopleByCompromise) / COMPROMISE_SHARE;
row('compromise', `${compromise.toFixed(2)} (people only)`);
row(
  'ratio',
  `${(compromise / all).toFixed(1)} times the speed of compromise; ${(compromise / (stages.text + stages.persons)).toFixed(1)} for persons alone`,
);
row('words a second', Math.round(words / all).toLocaleString('en'));

console.log('\nMilliseconds for one article of so many words');
const long = wordsOf(bodies.join('\n\n'));
for (const length of LENGTHS) {
  const body = Array.from({ length: Math.ceil(length / long.length) }, () => long)
    .flat()
    .slice(0, length)
    .join('');
  const rounds = Array.from({ length: Math.ceil(20_000 / length) }, () => ({ title: '', body }));
  const seconds = cpuSeconds(rounds, annotate);
  row(length.toLocaleString('en'), ((1000 * seconds) / rounds.length).toFixed(2));
}

function annotate(article: { readonly title: string; readonly body: string }): void {
  const text = analyse(article);
  detectLanguage(text, null);
  const found = findPersons(text, knowledge.personTagger, knowledge.directory);
  findIssues(text, knowledge.issues, PUBLISHED);
  findDates(text, PUBLISHED);
  findQuotes(text, loreOf(found));
  storyBands(text);
}

function loreOf(persons: ReturnType<typeof findPersons>): SpeakerLore {
  return { persons, directory: knowledge.directory, publishedAt: PUBLISHED };
}

function newsroom(): readonly string[] {
  const dir = join(import.meta.dirname, '../../../infra/newsroom/articles');
  const files = readdirSync(dir).filter((file) => file.endsWith('.md'));
  return files.map((file) =>
    readFileSync(join(dir, file), 'utf8')
      .replace(/^---\n[^]*?\n---\n/, '')
      .trim(),
  );
}

/** Words with the white space behind them. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\S+\s*/g) ?? [];
}

function peopleByCompromise({ body }: { readonly body: string }): unknown {
  return nlp(body).people().json();
}

function cpuSeconds<Item>(items: readonly Item[], work: (item: Item, index: number) => unknown): number {
  const before = process.cpuUsage();
  for (const [i, item] of items.entries()) work(item, i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function row(name: string, value: string): void {
  console.log(`  ${name.padEnd(16)}${value}`);
}
