import { inSentence, type Decision } from './in-sentence.ts';
import { isSpeech, occurrencesOf, type QuoteOccurrence } from './occurrences.ts';
import type { Attribution } from './rules/attribution.ts';
import { cueBefore } from './rules/before-quote.ts';
import type { Skeleton } from './sentences.ts';
import type { Span } from './clauses/spans.ts';
import { sourceOf, type Source } from './clauses/sources.ts';
import { clauseSubject } from './clauses/clause-subjects.ts';
import { possessives } from './clauses/vocabulary.ts';

type Paragraphs = readonly (readonly Skeleton[])[];
type Decisions = Map<Span, Decision>;

/** A key of the person behind a source, the same for two sources of one person. */
export type Identify = (source: Source) => string;

/**
 * Decides who speaks in each quote of a field, first by its own sentence. `paragraphs` are the field's
 * sentences, `text` is the field.
 */
export function attribute(
  paragraphs: Paragraphs,
  text: string,
  identify: Identify,
): ReadonlyMap<Span, Decision> {
  const occurrences = occurrencesOf(paragraphs, text);
  const decided: Decisions = new Map();
  for (const occurrence of occurrences)
    if (!decided.get(occurrence.span)?.attribution)
      decided.set(occurrence.span, inSentence(occurrence, text));
  afterColon(occurrences, paragraphs, decided);
  alongParagraph(occurrences, decided, 'same-paragraph');
  alongParagraph(occurrences.toReversed(), decided, 'same-paragraph-ahead');
  afterSentence(occurrences, decided);
  acrossParagraphs(occurrences, paragraphs, decided, identify);
  return decided;
}

/**
 * A quote after a colon, in the same line or at the start of the next, belongs to the subject before the
 * colon.
 */
function afterColon(
  occurrences: readonly QuoteOccurrence[],
  paragraphs: Paragraphs,
  decided: Decisions,
): void {
  for (const occurrence of occurrences) {
    if (decided.get(occurrence.span)?.attribution) continue;
    const { sentence, index } = occurrence;
    if (sentence[index - 1]?.text === ':') floor(decided, occurrence.span, sentence, index);
    else if (index === 0 && occurrence.first) {
      const line = paragraphs[occurrence.paragraph - 1]?.at(-1);
      if (line?.at(-1)?.text === ':') floor(decided, occurrence.span, line, line.length);
    }
  }
}

function floor(decided: Decisions, span: Span, sentence: Skeleton, end: number): void {
  const subject = clauseSubject(sentence, end) ?? ownerAtStart(sentence);
  const attribution = cueBefore(sentence, end) ?? (subject && { source: subject, rule: '', cue: null });
  if (attribution) decided.set(span, { sentence, attribution, rule: 'colon-before' });
}

/** `His next words were:` */
function ownerAtStart(sentence: Skeleton): Source | null {
  return possessives.has(sentence[0]?.lower ?? '') ? sourceOf(sentence, 'pronoun', 0, 0) : null;
}

/** Speech without a tag has the paragraph's last speaker; `occurrences` may be in reverse order. */
function alongParagraph(occurrences: readonly QuoteOccurrence[], decided: Decisions, rule: string): void {
  let last: { readonly paragraph: number; readonly decision: Decision } | null = null;
  for (const occurrence of occurrences) {
    const decision = decided.get(occurrence.span);
    if (decision?.attribution) last = { paragraph: occurrence.paragraph, decision };
    else if (last?.paragraph === occurrence.paragraph && isSpeech(occurrence))
      decided.set(occurrence.span, { ...last.decision, rule });
  }
}

/** Otherwise it belongs to the actor of the sentence before: `Trump was not amused. "It's bad."` */
function afterSentence(occurrences: readonly QuoteOccurrence[], decided: Decisions): void {
  for (const occurrence of occurrences) {
    if (decided.get(occurrence.span)?.attribution || !isSpeech(occurrence) || !occurrence.before) continue;
    const attribution = actorOf(occurrence.before);
    if (attribution)
      decided.set(occurrence.span, { sentence: occurrence.before, attribution, rule: 'sentence-before' });
  }
}

function actorOf(sentence: Skeleton): Attribution | null {
  const cued = cueBefore(sentence, sentence.length);
  if (cued) return cued;
  const comma = sentence.findIndex((item) => item.text === ',');
  const source = clauseSubject(sentence, comma > 1 ? comma : sentence.length);
  return source && (source.kind === 'person' || source.kind === 'pronoun')
    ? { source, rule: '', cue: null }
    : null;
}

/**
 * A paragraph that is only a quote and ends with a stop: two speakers alternate, one continues, otherwise
 * the lines around it decide.
 */
function acrossParagraphs(
  occurrences: readonly QuoteOccurrence[],
  paragraphs: Paragraphs,
  decided: Decisions,
  identify: Identify,
): void {
  const speakers = new Map<number, Decision>();
  for (const occurrence of occurrences) {
    const decision = decided.get(occurrence.span);
    if (decision?.attribution) speakers.set(occurrence.paragraph, decision);
  }
  for (const occurrence of occurrences) {
    if (
      decided.get(occurrence.span)?.attribution ||
      !occurrence.alone ||
      !occurrence.first ||
      !isSpeech(occurrence)
    )
      continue;
    if (!/[.,?!…—–-]['’"”)]*$/.test(occurrence.inner.slice(-8))) continue;
    const decision = turn(occurrence.paragraph, paragraphs, speakers, identify);
    if (!decision) continue;
    decided.set(occurrence.span, decision);
    speakers.set(occurrence.paragraph, decision);
  }
}

function turn(
  paragraph: number,
  paragraphs: Paragraphs,
  speakers: ReadonlyMap<number, Decision>,
  identify: Identify,
): Decision | null {
  const before = speakers.get(paragraph - 1);
  const earlier = speakers.get(paragraph - 2);
  const opens = (p: number) => paragraphs[p]?.[0]?.[0]?.kind === 'quote';
  if (before && earlier && opens(paragraph - 1) && opens(paragraph - 2) && differ(before, earlier, identify))
    return { ...earlier, rule: 'alternating' };
  if (before) return { ...before, rule: 'paragraph-before' };
  const sentence = paragraphs[paragraph - 1]?.at(-1);
  const attribution = sentence && actorOf(sentence);
  if (attribution) return { sentence, attribution, rule: 'line-before' };
  const after = opens(paragraph + 1) ? speakers.get(paragraph + 1) : undefined;
  return after ? { ...after, rule: 'paragraph-after' } : null;
}

function differ(a: Decision, b: Decision, identify: Identify): boolean {
  return (
    !!a.attribution && !!b.attribution && identify(a.attribution.source) !== identify(b.attribution.source)
  );
}
