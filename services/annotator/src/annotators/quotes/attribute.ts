import { clauseAfter, cueBefore, tagAfter, type Attribution } from './rules.ts';
import { lastChar, type Skeleton } from './sentences.ts';
import type { Span } from './spans.ts';
import { clauseSubject } from './subjects.ts';

/** What was decided on one quote; an attribution's indices count into `sentence`. */
export interface Decision {
  readonly sentence: Skeleton;
  readonly attribution: Attribution | null;
  readonly rule: string;
}

/** A quote where it stands. */
interface Place {
  readonly span: Span;
  readonly sentence: Skeleton;
  readonly at: number;
  readonly paragraph: number;
  readonly inner: string;
}

/** Decides who speaks in each quote of a field; `paragraphs` are its sentences, `text` the field. */
export function attribute(
  paragraphs: readonly (readonly Skeleton[])[],
  text: string,
): ReadonlyMap<Span, Decision> {
  const places = placesOf(paragraphs, text);
  const decided = new Map<Span, Decision>();
  for (const place of places) {
    const decision = inSentence(place, text);
    const known = decided.get(place.span);
    if (!known?.attribution) decided.set(place.span, decision);
  }
  afterColon(places, paragraphs, decided);
  sameParagraph(places, paragraphs, decided);
  nextParagraph(places, paragraphs, decided);
  return decided;
}

function placesOf(paragraphs: readonly (readonly Skeleton[])[], text: string): readonly Place[] {
  return paragraphs.flatMap((sentences, paragraph) =>
    sentences.flatMap((sentence) =>
      sentence.flatMap((item, at) =>
        item.span
          ? [
              {
                span: item.span,
                sentence,
                at,
                paragraph,
                inner: text.slice(item.span.start, item.span.end).trim(),
              },
            ]
          : [],
      ),
    ),
  );
}

function inSentence(place: Place, text: string): Decision {
  const { sentence, at, inner } = place;
  const spoken = /[,?!]/.test(lastChar(text, place.span));
  const signed = signature(place);
  if (signed) return { sentence, attribution: signed, rule: signed.rule };
  const before = cueBefore(sentence, at);
  const after = tagAfter(sentence, at, lastChar(text, place.span));
  const attribution =
    (before?.rule === 'verb-before' && !spoken ? before : null) ??
    after ??
    clauseAfter(sentence, at) ??
    before;
  const abstained = attribution ? abstain(place, attribution) : null;
  if (abstained) return { sentence, attribution: null, rule: abstained };
  return {
    sentence,
    attribution,
    rule: attribution?.rule ?? (isTitle(inner) ? 'title' : wordsIn(inner) < 4 ? 'scare-quote' : 'no-cue'),
  };
}

function signature(place: Place): Attribution | null {
  const [dash, name] = place.sentence.slice(place.at + 1);
  if (!dash || !name || !/^[―—–]|^--$/.test(dash.text)) return null;
  const rest = place.sentence.slice(place.at + 3);
  if (
    (name.kind !== 'person' && name.kind !== 'name') ||
    (rest.length > 0 && !/^[,.]$/.test(rest[0]?.text ?? ''))
  )
    return null;
  const i = place.at + 2;
  return {
    source: { kind: name.kind, first: i, last: i, start: name.start, end: name.end, person: name.person },
    rule: 'signature',
    cue: null,
  };
}

/** Words in marks that are no speech, though words of saying are near. */
function abstain(place: Place, attribution: Attribution): string | null {
  const strong =
    attribution.rule === 'verb-before' ||
    (/^(?:subject-verb|verb-subject)-after$/.test(attribution.rule) &&
      !(isTitle(place.inner) && isInside(place)));
  if (strong) return null;
  if (isNamed(place)) return 'scare-quote';
  const words = wordsIn(place.inner);
  const gap = attribution.cue ? Math.abs(place.at - attribution.cue.last) : 0;
  if (isTitle(place.inner) && !(attribution.rule === 'label-before' && gap <= 6)) return 'title';
  const close =
    (attribution.rule === 'label-before' && gap <= 6) ||
    (attribution.rule === 'verb-in-clause' && gap <= 4 && endsClause(place));
  if (words === 1 && !close) return 'scare-quote';
  if (words === 2 && gap > 12) return 'scare-quote';
  return null;
}

/** `the so-called "black hole"`: marks that only hold a name at arm's length. */
function isNamed(place: Place): boolean {
  return /^(?:so-called|nicknamed|dubbed|titled|entitled|codenamed|branded)$/.test(
    place.sentence[place.at - 1]?.lower ?? '',
  );
}

function endsClause(place: Place): boolean {
  return !/^\p{L}/u.test(place.sentence[place.at + 1]?.text ?? '');
}

/** Whether words of the same clause come right before the quote. */
function isInside(place: Place): boolean {
  const before = place.sentence[place.at - 1];
  return before?.kind === 'word' && /^['’]?\p{L}/u.test(before.text);
}

function wordsIn(inner: string): number {
  return inner.slice(0, 400).match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu)?.length ?? 0;
}

const SMALL = /^(?:a|an|the|and|or|of|for|to|in|on|at|by|with|from|vs\.?|is)$/i;

/** `Fox and Friends`: every word that can be is capitalised, and no sentence ends inside. */
function isTitle(inner: string): boolean {
  if (inner.length > 120) return false;
  const words = inner.match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu) ?? [];
  const content = words.filter((word) => !SMALL.test(word));
  return (
    content.length >= 2 &&
    /^[\p{Lu}\p{N}]/u.test(words[0] ?? '') &&
    content.every((word) => /^[\p{Lu}\p{N}]/u.test(word))
  );
}

/** Whether nothing else makes a sentence around the quote, or it starts one. */
function isSpeech(place: Place): boolean {
  if (isAlone(place)) return wordsIn(place.inner) > 1;
  return place.at === 0 && wordsIn(place.inner) >= 4 && /^\P{L}*\p{Lu}/u.test(place.inner);
}

function isAlone(place: Place): boolean {
  return place.sentence.every((item) => item.kind === 'quote' || !/[\p{L}\p{N}]/u.test(item.text));
}

/** A line that ends in a colon gives the floor to the quote that opens the next. */
function afterColon(
  places: readonly Place[],
  paragraphs: readonly (readonly Skeleton[])[],
  decided: Map<Span, Decision>,
): void {
  for (const place of places) {
    if (decided.get(place.span)?.attribution) continue;
    const own = place.sentence.slice(0, place.at);
    const sentence =
      own.at(-1)?.text === ':'
        ? own
        : place.at === 0 && place.sentence === paragraphs[place.paragraph]?.[0]
          ? paragraphs[place.paragraph - 1]?.at(-1)
          : undefined;
    if (sentence?.at(-1)?.text !== ':') continue;
    const end = sentence.length;
    const cued = cueBefore(sentence, end);
    const subject = cued ? null : clauseSubject(sentence, end);
    const attribution = cued ?? (subject && { source: subject, rule: '', cue: null });
    if (attribution) decided.set(place.span, { sentence, attribution, rule: 'colon-before' });
  }
}

/** Speech without a tag of its own goes on with the paragraph's speaker, else with who the sentence before spoke of. */
function sameParagraph(
  places: readonly Place[],
  paragraphs: readonly (readonly Skeleton[])[],
  decided: Map<Span, Decision>,
): void {
  let last: { readonly paragraph: number; readonly decision: Decision } | null = null;
  for (const place of places) {
    const decision = decided.get(place.span);
    if (decision?.attribution) last = { paragraph: place.paragraph, decision };
    else if (last?.paragraph === place.paragraph && isSpeech(place))
      decided.set(place.span, { ...last.decision, rule: 'same-paragraph' });
  }
  last = null;
  for (const place of places.toReversed()) {
    const decision = decided.get(place.span);
    if (decision?.attribution) last = { paragraph: place.paragraph, decision };
    else if (last?.paragraph === place.paragraph && isSpeech(place))
      decided.set(place.span, { ...last.decision, rule: 'same-paragraph-ahead' });
  }
  for (const place of places) {
    if (decided.get(place.span)?.attribution || !isSpeech(place)) continue;
    const sentences = paragraphs[place.paragraph] ?? [];
    const before = sentences[sentences.indexOf(place.sentence) - 1];
    const attribution = before && (cueBefore(before, before.length) ?? subjectOnly(before));
    if (attribution) decided.set(place.span, { sentence: before, attribution, rule: 'sentence-before' });
  }
}

function subjectOnly(sentence: Skeleton): Attribution | null {
  const end = sentence.findIndex((item) => item.text === ',');
  const source = clauseSubject(sentence, end > 1 ? end : sentence.length);
  return source && source.kind !== 'noun' ? { source, rule: '', cue: null } : null;
}

/** A paragraph that is all quote goes on with the speaker before it, or with the one that the next paragraph's tag names. */
function nextParagraph(
  places: readonly Place[],
  paragraphs: readonly (readonly Skeleton[])[],
  decided: Map<Span, Decision>,
): void {
  const speakers = new Map<number, Decision>();
  for (const place of places) {
    const decision = decided.get(place.span);
    if (decision?.attribution) speakers.set(place.paragraph, decision);
  }
  for (const place of places) {
    if (decided.get(place.span)?.attribution || !isAlone(place) || !isSpeech(place)) continue;
    if (place.sentence !== paragraphs[place.paragraph]?.[0]) continue;
    const before = speakers.get(place.paragraph - 1);
    if (before) {
      const decision = { ...before, rule: 'paragraph-before' };
      decided.set(place.span, decision);
      speakers.set(place.paragraph, decision);
      continue;
    }
    const sentence = paragraphs[place.paragraph - 1]?.at(-1);
    const attribution = sentence && (cueBefore(sentence, sentence.length) ?? subjectOnly(sentence));
    if (attribution) {
      const decision = { sentence, attribution, rule: 'sentence-before-paragraph' };
      decided.set(place.span, decision);
      speakers.set(place.paragraph, decision);
    }
  }
}
