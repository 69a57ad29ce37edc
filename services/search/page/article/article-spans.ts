import type { Article, Field, Quote } from '../api-types.ts';
import { calendar, speakerOf, sure, times } from './article-words.ts';
import type { Paragraph } from '../marked-text.ts';

/** The kinds of annotations, with their labels. */
export const KINDS = { person: 'Persons', issue: 'Issues', date: 'Dates', quote: 'Quotes' } as const;

/** An annotation with its position in a field. */
export interface Span {
  readonly field: Field;
  readonly start: number;
  readonly end: number;
  readonly kind: keyof typeof KINDS;
  readonly ref: string;
  readonly href?: string;
  readonly about: readonly (string | null)[];
  /** Set for quotes; null when the speaker is uncertain. */
  readonly speaker?: string | null;
  /** False when the span continues after the paragraph. */
  readonly ends?: boolean;
}

/** Every annotation with a position in the text. */
export function toSpans({ title, body, annotations: { persons, issues, dates, quotes } }: Article): Span[] {
  return [
    ...persons.flatMap((person) =>
      person.mentions.map((mention) => ({
        ...mention,
        kind: 'person' as const,
        ref: person.id,
        href: `/persons/${encodeURIComponent(person.id)}`,
        about: [person.name, person.roles.join(', '), `named ${times(person.mentions.length)}`, sure(person)],
      })),
    ),
    ...issues.flatMap((issue) =>
      issue.evidence.map((evidence) => ({
        ...evidence,
        kind: 'issue' as const,
        ref: issue.id,
        about: [issue.label, `evidence: “${evidence.phrase}”, weight ${round(evidence.weight)}`, sure(issue)],
      })),
    ),
    ...dates.map((date) => ({
      ...date,
      kind: 'date' as const,
      ref: date.value,
      about: [calendar(date), `${date.type} ${date.value}`, sure(date)],
    })),
    ...quotes.map((quote, index) => ({
      ...quote,
      ...withMarks({ title, body }[quote.field], quote),
      speaker: speakerOf(quote),
      kind: 'quote' as const,
      ref: String(index),
      about: [speakerOf(quote) ?? 'Speaker uncertain', quote.cue && `“${quote.cue.text}”`, sure(quote)],
    })),
  ];
}

/** Extends a quote by its quotation marks, so that the speaker's name follows them. */
function withMarks(text: string, { start, end }: Quote): { start: number; end: number } {
  const isMark = (character: string | undefined) => /["“”„«»'‘’]/u.test(character ?? '');
  return { start: isMark(text[start - 1]) ? start - 1 : start, end: isMark(text[end]) ? end + 1 : end };
}

/** The spans of one field. */
export function fieldSpans(spans: readonly Span[], field: Field): Span[] {
  return spans.filter((span) => span.field === field);
}

/** Spans relative to a paragraph, clipped to it. */
export function shifted(spans: readonly Span[], { start, end }: Paragraph): Span[] {
  return spans
    .filter((span) => span.start < end && span.end > start)
    .map((span) => ({
      ...span,
      start: Math.max(span.start, start) - start,
      end: Math.min(span.end, end) - start,
      ends: span.end <= end,
    }));
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
