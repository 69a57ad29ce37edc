import { type PersonTagger } from '../../src/persons/tagger/tagger.ts';
import type { LabelledDocument } from './corpus.ts';

/** Exact precision, recall and F1 of a tagger's spans, in percent. */
export interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Compares what a tagger finds with the labels. */
export function scoreTagger(tagger: PersonTagger, documents: readonly LabelledDocument[]): Score {
  let right = 0;
  let found = 0;
  let expected = 0;
  for (const { sentences } of documents) {
    const truth = new Set(
      sentences.flatMap(({ labels }, s) => goldSpans(labels).map((span) => `${s} ${span}`)),
    );
    const { spans } = tagger.tag(sentences.map((sentence) => sentence.tokens));
    right += spans.filter((span) => truth.has(`${span.sentence} ${span.from} ${span.to}`)).length;
    found += spans.length;
    expected += truth.size;
  }
  const percent = (part: number, whole: number): number =>
    Math.round((1000 * part) / Math.max(1, whole)) / 10;
  return {
    precision: percent(right, found),
    recall: percent(right, expected),
    f1: percent(2 * right, found + expected),
  };
}

function goldSpans(labels: readonly number[]): readonly string[] {
  const spans: string[] = [];
  let from = -1;
  for (let i = 0; i <= labels.length; i += 1) {
    if (from >= 0 && labels[i] !== 2) {
      spans.push(`${from} ${i}`);
      from = -1;
    }
    if (labels[i] === 1) from = i;
  }
  return spans;
}
