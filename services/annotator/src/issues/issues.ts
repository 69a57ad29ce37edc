import type { Issue, IssueEvidence } from '@gazette/schemas';
import { compareFields, type FieldText, type Text } from '../text.ts';
import { scan } from './aho-corasick.ts';
import { DECISIVE_WEIGHT } from './definitions.ts';
import type { IssueMatcher, MatcherForm, MatcherIssue, MatcherPhrase } from './matcher.ts';
import { type Capitals, showsCapitals } from './phrases.ts';
import { type Section, type WordStream, wordStream } from './words.ts';

/** How many occurrences one counts for: title and lead show what an article is about. */
const OCCURRENCES: Readonly<Record<Section, number>> = { title: 3, lead: 1.75, heading: 2, body: 1 };
/**
 * At this length in words a score is not scaled; longer texts repeat themselves and mention more in
 * passing.
 */
const NEUTRAL_WORDS = 150;
/** Texts with fewer words are scaled like texts of this length. */
const SHORTEST_WORDS = 40;
/**
 * Chosen so that one threshold fits a lead of 40 words and a text of 1,500, which needs 3.6 times the
 * score.
 */
const LENGTH_EXPONENT = 0.35;

/**
 * The issues of a text, best first. A score is the sum over phrases of weight x log2(1 + occurrences),
 * where title, lead and headings count for more than one, divided by a norm that grows with the text. It
 * must reach the threshold with at least one phrase that may decide. Of overlapping phrases the longest
 * counts. `publishedAt` (ms since the epoch, or null to skip the check) must be within the issue's
 * validity. The confidence is 1 - 2^-(score / threshold).
 */
export function findIssues(text: Text, issues: IssueMatcher, publishedAt: number | null): readonly Issue[] {
  const { hits, norm } = read(text, issues);
  const found: Issue[] = [];
  for (const [index, candidates] of byProfile(hits, promising(hits, issues, norm))) {
    const profile = issues.profiles[index];
    const valid = profile?.issues.filter((issue) => isValid(issue, publishedAt)) ?? [];
    if (!profile || valid.length === 0) continue;
    const enough = profile.threshold * norm;
    const kept = longest(candidates);
    const score = scoreOf(kept);
    if (score < enough || !isDecided(kept)) continue;
    const evidence = kept.filter(({ phrase }) => phrase.weight > 0).map(toEvidence);
    const shared = { score: round(score / norm), confidence: round(1 - 2 ** -(score / enough)), evidence };
    for (const { id, label } of valid) found.push({ id, label, ...shared });
  }
  return found.sort((a, b) => b.confidence - a.confidence || b.score - a.score || (a.id < b.id ? -1 : 1));
}

/** The evidence for and against one issue, whether or not it is enough. */
export interface IssueExplanation {
  readonly score: number;
  readonly threshold: number;
  /** Whether the evidence has a phrase that may decide. */
  readonly decided: boolean;
  /** Phrases that count against the issue have a negative weight. */
  readonly evidence: readonly IssueEvidence[];
}

/**
 * Explains to editors of issues why a text has an issue or not, ignoring validity. Null if the id is
 * unknown.
 */
export function explainIssue(text: Text, issues: IssueMatcher, id: string): IssueExplanation | null {
  const index = issues.profiles.findIndex((profile) => profile.issues.some((issue) => issue.id === id));
  const profile = issues.profiles[index];
  if (!profile) return null;
  const { hits, norm } = read(text, issues);
  const kept = longest(byProfile(hits, (other) => other === index).get(index) ?? []);
  return {
    score: round(scoreOf(kept) / norm),
    threshold: profile.threshold,
    decided: isDecided(kept),
    evidence: kept.filter(({ phrase }) => phrase.weight !== 0).map(toEvidence),
  };
}

/** The hits in a text, and the divisor of scores for its length. */
function read(
  text: Text,
  issues: IssueMatcher,
): { readonly hits: readonly FormHit[]; readonly norm: number } {
  const hits: FormHit[] = [];
  let words = 0;
  for (const field of [text.title, text.body]) words += collect(field, issues, hits);
  return { hits, norm: (Math.max(words, SHORTEST_WORDS) / NEUTRAL_WORDS) ** LENGTH_EXPONENT };
}

function isDecided(hits: readonly Hit[]): boolean {
  return hits.some((hit) => hit.phrase.weight >= DECISIVE_WEIGHT);
}

/** A form in the text. */
interface FormHit {
  readonly form: MatcherForm;
  readonly field: FieldText;
  readonly stream: WordStream;
  /** First and last word in the stream. */
  readonly first: number;
  readonly last: number;
  readonly occurrences: number;
}

/** A form in the text as one profile's phrase. */
interface Hit {
  readonly at: FormHit;
  readonly phrase: MatcherPhrase;
}

/** Adds the field's hits and returns its length in words. */
function collect(field: FieldText, matcher: IssueMatcher, hits: FormHit[]): number {
  const stream = wordStream(field);
  const shouted = isShouted(field);
  scan(matcher.automaton, stream.folded, (pattern, last) => {
    const form = matcher.forms[pattern];
    if (!form) return;
    const first = last - form.length + 1;
    if (form.capitals && (shouted || !fits(form.capitals, stream, first))) return;
    hits.push({
      form,
      field,
      stream,
      first,
      last,
      occurrences: OCCURRENCES[stream.sections[last] ?? 'body'],
    });
  });
  return stream.folded.reduce((count, word) => count + (word === null ? 0 : 1), 0);
}

/**
 * The profiles that could reach their threshold, by an upper bound that costs one addition per hit. It
 * rules out most of a thousand issues.
 */
function promising(
  hits: readonly FormHit[],
  { profiles }: IssueMatcher,
  norm: number,
): (profile: number) => boolean {
  const most = new Float64Array(profiles.length);
  for (const { form, occurrences } of hits) {
    for (const { profile, phrase } of form.uses) {
      // log2(1 + n) is at most n x log2(e).
      if (phrase.weight > 0) most[profile] = (most[profile] ?? 0) + phrase.weight * occurrences * Math.LOG2E;
    }
  }
  return (profile) => (most[profile] ?? 0) >= (profiles[profile]?.threshold ?? Infinity) * norm;
}

function byProfile(
  hits: readonly FormHit[],
  wanted: (profile: number) => boolean,
): ReadonlyMap<number, readonly Hit[]> {
  const lists = new Map<number, Hit[]>();
  for (const at of hits) {
    for (const { profile, phrase } of at.form.uses) {
      if (!wanted(profile)) continue;
      const list = lists.get(profile);
      if (list) list.push({ at, phrase });
      else lists.set(profile, [{ at, phrase }]);
    }
  }
  return lists;
}

/** In a headline in capitals, `IS` and `AI` look like ordinary words. */
function isShouted(field: FieldText): boolean {
  return /\p{Lu}{2}/u.test(field.text) && !/\p{Ll}/u.test(field.text);
}

function fits(capitals: readonly Capitals[], stream: WordStream, first: number): boolean {
  return capitals.every((needed, i) => showsCapitals(stream.printed[first + i] ?? '', needed));
}

function isValid(issue: MatcherIssue, publishedAt: number | null): boolean {
  return publishedAt === null || (publishedAt >= issue.validFrom && publishedAt <= issue.validTo);
}

/**
 * The longest of overlapping hits, in text order; among equally long ones the earlier, and excluding
 * phrases first.
 */
function longest(hits: readonly Hit[]): readonly Hit[] {
  const byLength = [...hits].sort(
    (a, b) => b.at.last - b.at.first - (a.at.last - a.at.first) || a.phrase.weight - b.phrase.weight,
  );
  const kept: Hit[] = [];
  const taken = { title: new Set<number>(), body: new Set<number>() };
  for (const hit of byLength) {
    const { field, first, last } = hit.at;
    const words = taken[field.field];
    // Longer hits came first, so one that overlaps this hit covers its first or its last word.
    if (words.has(first) || words.has(last)) continue;
    for (let word = first; word <= last; word += 1) words.add(word);
    kept.push(hit);
  }
  return kept.sort(
    ({ at: a }, { at: b }) => compareFields(a.field.field, b.field.field) || a.first - b.first,
  );
}

function scoreOf(hits: readonly Hit[]): number {
  const occurrences = new Map<MatcherPhrase, number>();
  for (const { at, phrase } of hits) occurrences.set(phrase, (occurrences.get(phrase) ?? 0) + at.occurrences);
  let score = 0;
  for (const [phrase, count] of occurrences) score += phrase.weight * Math.log2(1 + count);
  return score;
}

function toEvidence({ at: { field, stream, first, last }, phrase }: Hit): IssueEvidence {
  const start = stream.starts[first] ?? 0;
  const end = stream.ends[last] ?? start;
  return {
    field: field.field,
    start,
    end,
    text: field.text.slice(start, end),
    phrase: phrase.text,
    weight: phrase.weight,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
