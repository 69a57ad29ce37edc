import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import nlp from 'compromise';
import { parse } from 'yaml';
import { loadKnowledge } from '../src/adapters/knowledge.ts';
import { anchorOf } from '../src/dates/anchor.ts';
import { findDates } from '../src/dates/dates.ts';
import { type IssueDefinition, issuesFile } from '../src/issues/definitions.ts';
import { createIssueMatcher } from '../src/issues/matcher.ts';
import { findIssues } from '../src/issues/issues.ts';
import { detectLanguage } from '../src/language.ts';
import { findPersons } from '../src/persons/persons.ts';
import { findQuotes, type SpeakerContext } from '../src/quotes/quotes.ts';
import { storyBands } from '../src/story-bands.ts';
import { analyse } from '../src/text.ts';
import { newsroom } from './newsroom.ts';

/**
 * Measures CPU seconds for 1,000 articles per annotator and, for comparison in the same run, for compromise
 * (a general tagger in JavaScript) finding people in the same text. Then the growth with an article's
 * length and with the number of issues, the loading time and the memory. The text is the sample newsroom's.
 * `npm run bench:annotate`
 */
const ARTICLES = 1000;
/** compromise is slow, so only a share of the articles is measured. */
const COMPROMISE_SHARE = 0.1;
const LENGTHS = [100, 500, 1000, 5000, 10_000, 50_000];
const PUBLISHED = Date.parse('2025-02-27');
const anchor = anchorOf(PUBLISHED);

const bodies = newsroom();
const DATA = join(import.meta.dirname, '../data');
const knowledge = await loadKnowledge(DATA);
const cycle = Array.from({ length: ARTICLES }, (_, i) => ({
  title: '',
  body: bodies[i % bodies.length] ?? '',
}));
const words = cycle.reduce((sum, { body }) => sum + wordsOf(body).length, 0);

cycle.slice(0, 100).forEach(annotate);

const texts = cycle.map(analyse);
const persons = texts.map((text) => findPersons(text, knowledge.personTagger, knowledge.directory));
const parts = {
  text: cpuSeconds(cycle, analyse),
  language: cpuSeconds(texts, (text) => detectLanguage(text, null)),
  persons: cpuSeconds(texts, (text) => findPersons(text, knowledge.personTagger, knowledge.directory)),
  issues: cpuSeconds(texts, (text) => findIssues(text, knowledge.issues, PUBLISHED)),
  dates: cpuSeconds(texts, (text) => findDates(text, anchor)),
  quotes: cpuSeconds(texts, (text, i) => findQuotes(text, loreOf(persons[i] ?? []))),
  'story bands': cpuSeconds(texts, storyBands),
};
const all = cpuSeconds(cycle, annotate);

console.log(`CPU seconds for ${ARTICLES} articles (${Math.round(words / ARTICLES)} words each)`);
for (const [part, seconds] of Object.entries({ ...parts, 'all together': all }))
  row(part, seconds.toFixed(2));

const share = cycle.slice(0, ARTICLES * COMPROMISE_SHARE);
share.slice(0, 10).forEach(peopleByCompromise);
const compromise = cpuSeconds(share, peopleByCompromise) / COMPROMISE_SHARE;
row('compromise', `${compromise.toFixed(2)} (people only)`);
row(
  'ratio',
  `${(compromise / all).toFixed(1)} times the speed of compromise; ${(compromise / (parts.text + parts.persons)).toFixed(1)} for persons alone`,
);
row('words per second', Math.round(words / all).toLocaleString('en'));

console.log('\nMilliseconds per article, by its number of words');
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

const definitions = parseIssues();
console.log('\nIssues: CPU seconds for 1,000 articles');
const sixty = definitions.slice(0, 60);
const base = issuesCost(sixty);
row('60', base.toFixed(2));
row('1,000 copies', ratioOf(issuesCost(copies(sixty, (phrase) => phrase))));
row(
  '1,000 others',
  ratioOf(issuesCost(copies(sixty, (phrase, copy) => (copy === 0 ? phrase : `${phrase} ${copy}`)))),
);

// The built service if there is a build; otherwise the sources, with the loader's memory.
const built = existsSync(join(import.meta.dirname, '../dist/annotate.js'));
const alone = JSON.parse(
  execFileSync(
    process.execPath,
    [...(built ? [] : process.execArgv), join(import.meta.dirname, 'bench-alone.js'), DATA],
    { encoding: 'utf8', input: JSON.stringify(bodies) },
  ),
) as { readonly loading: number; readonly rounds: readonly number[]; readonly mebibytes: number };
console.log(
  `\nA separate process that only annotates: ${built ? 'the last build' : 'the sources, because there is no build'}`,
);
row('loading', `${alone.loading.toFixed(2)} CPU seconds`);
row(
  '1,000 articles',
  `${alone.rounds.map((seconds) => seconds.toFixed(2)).join(', ')} CPU seconds in consecutive rounds`,
);
row(
  '700 words',
  `${alone.rounds.map((seconds) => Math.round(words / seconds / 700)).join(', ')} articles per second`,
);
row('memory', `${alone.mebibytes} MiB resident${built ? '' : ', including the TypeScript loader'}`);

function parseIssues(): readonly IssueDefinition[] {
  return issuesFile.parse(parse(readFileSync(join(DATA, 'issues.yaml'), 'utf8'), { merge: true })).issues;
}

/** A thousand issues made from a few. */
function copies(
  few: readonly IssueDefinition[],
  rewrite: (phrase: string, copy: number) => string,
): readonly IssueDefinition[] {
  return Array.from({ length: 1000 }, (_, i) => {
    const copy = Math.floor(i / few.length);
    const issue = few[i % few.length] as IssueDefinition;
    const include = Object.fromEntries(
      Object.entries(issue.include).map(([weight, phrases]) => [
        weight,
        phrases.map((phrase) => rewrite(phrase, copy)),
      ]),
    );
    return { ...issue, id: `${issue.id}-${copy}`, include };
  });
}

function issuesCost(some: readonly IssueDefinition[]): number {
  const matcher = createIssueMatcher(some);
  texts.slice(0, 100).forEach((text) => findIssues(text, matcher, PUBLISHED));
  return cpuSeconds(texts, (text) => findIssues(text, matcher, PUBLISHED));
}

function ratioOf(seconds: number): string {
  return `${seconds.toFixed(2)} (${(seconds / base).toFixed(1)} times)`;
}

function annotate(article: { readonly title: string; readonly body: string }): void {
  const text = analyse(article);
  detectLanguage(text, null);
  const found = findPersons(text, knowledge.personTagger, knowledge.directory);
  findIssues(text, knowledge.issues, PUBLISHED);
  findDates(text, anchor);
  findQuotes(text, loreOf(found));
  storyBands(text);
}

function loreOf(persons: ReturnType<typeof findPersons>): SpeakerContext {
  return { persons, directory: knowledge.directory, publishedAt: PUBLISHED };
}

/** Words with the white space after them. */
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
