import { isTitle, type QuoteOccurrence } from './occurrences.ts';
import { clauseAfter, tagAfter } from './rules/after-quote.ts';
import type { Attribution } from './rules/attribution.ts';
import { cueBefore } from './rules/before-quote.ts';
import { lastChar, type Skeleton } from './sentences.ts';

/** The decision on one quote; the attribution's indices are those of `sentence`. */
export interface Decision {
  readonly sentence: Skeleton;
  readonly attribution: Attribution | null;
  /** The deciding rule, or why there is no speaker. */
  readonly rule: string;
}

/** Decides on a quote by the words of its own sentence; `text` is the field. */
export function inSentence(occurrence: QuoteOccurrence, text: string): Decision {
  const { sentence, index } = occurrence;
  const spoken = /[,?!]/.test(lastChar(text, occurrence.span));
  const signed = signature(occurrence);
  if (signed) return { sentence, attribution: signed, rule: signed.rule };
  const before = cueBefore(sentence, index);
  const after = tagAfter(sentence, index, lastChar(text, occurrence.span));
  const attribution =
    (before?.rule === 'verb-before' && !spoken ? before : null) ??
    after ??
    clauseAfter(sentence, index) ??
    before;
  const abstained = attribution ? abstain(occurrence, attribution) : null;
  if (abstained) return { sentence, attribution: null, rule: abstained };
  return { sentence, attribution, rule: attribution?.rule ?? whyNobody(occurrence) };
}

/** Why a quote without words of saying has no speaker. */
function whyNobody({ inner, words }: QuoteOccurrence): string {
  if (isTitle(inner)) return 'title';
  return words < 4 ? 'scare-quote' : 'no-cue';
}

function signature(occurrence: QuoteOccurrence): Attribution | null {
  const [dash, name, rest] = occurrence.sentence.slice(occurrence.index + 1, occurrence.index + 4);
  if (!dash || !name || !/^[―—–]|^--$/.test(dash.text)) return null;
  if ((name.kind !== 'person' && name.kind !== 'name') || (rest && !/^[,.]$/.test(rest.text))) return null;
  const i = occurrence.index + 2;
  return {
    source: { kind: name.kind, first: i, last: i, start: name.start, end: name.end, person: name.person },
    rule: 'signature',
    cue: null,
  };
}

/** Why words in quotation marks are not speech although words of saying are near; null if they are. */
function abstain(occurrence: QuoteOccurrence, attribution: Attribution): string | null {
  const strong =
    attribution.rule === 'verb-before' ||
    (/^(?:subject-verb|verb-subject)-after$/.test(attribution.rule) &&
      !(isTitle(occurrence.inner) && isInside(occurrence)));
  if (strong) return null;
  if (isNamed(occurrence)) return 'scare-quote';
  const { words } = occurrence;
  const gap = attribution.cue ? Math.abs(occurrence.index - attribution.cue.last) : 0;
  if (isTitle(occurrence.inner) && !(attribution.rule === 'label-before' && gap <= 6)) return 'title';
  const close =
    (attribution.rule === 'label-before' && gap <= 6) ||
    (attribution.rule === 'verb-in-clause' && gap <= 4 && endsClause(occurrence));
  if (words === 1 && !close) return 'scare-quote';
  if (words === 2 && gap > 12) return 'scare-quote';
  return null;
}

/** `the so-called "black hole"`: marks around a name. */
function isNamed(occurrence: QuoteOccurrence): boolean {
  return /^(?:so-called|nicknamed|dubbed|titled|entitled|codenamed|branded)$/.test(
    occurrence.sentence[occurrence.index - 1]?.lower ?? '',
  );
}

function endsClause(occurrence: QuoteOccurrence): boolean {
  return !/^\p{L}/u.test(occurrence.sentence[occurrence.index + 1]?.text ?? '');
}

/** Whether words of the same clause come right before the quote. */
function isInside(occurrence: QuoteOccurrence): boolean {
  const before = occurrence.sentence[occurrence.index - 1];
  return before?.kind === 'word' && /^['’]?\p{L}/u.test(before.text);
}
