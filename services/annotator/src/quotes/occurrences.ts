import type { Skeleton } from './sentences.ts';
import type { Span } from './clauses/spans.ts';

/** A quote in a sentence. A quote of several paragraphs occurs in each of them. */
export interface QuoteOccurrence {
  readonly span: Span;
  readonly sentence: Skeleton;
  /** Index of the quote in its sentence. */
  readonly index: number;
  readonly paragraph: number;
  /** Whether it is in the paragraph's first sentence. */
  readonly first: boolean;
  /** The sentence before it in the paragraph. */
  readonly before: Skeleton | undefined;
  /** Whether all words of its sentence are quoted. */
  readonly alone: boolean;
  /** The words between the marks, without outer spaces. */
  readonly inner: string;
  /** How many words that is; only the first 400 characters are counted. */
  readonly words: number;
}

/** Every quote of a field, in text order. */
export function occurrencesOf(
  paragraphs: readonly (readonly Skeleton[])[],
  text: string,
): readonly QuoteOccurrence[] {
  // A quote of many paragraphs is read once for all of them.
  const contents = new Map<Span, Pick<QuoteOccurrence, 'inner' | 'words'>>();
  const contentOf = (span: Span): Pick<QuoteOccurrence, 'inner' | 'words'> => {
    let content = contents.get(span);
    if (!content) {
      const inner = text.slice(span.start, span.end).trim();
      contents.set(span, (content = { inner, words: wordsIn(inner) }));
    }
    return content;
  };
  return paragraphs.flatMap((sentences, paragraph) =>
    sentences.flatMap((sentence, s) => {
      const alone = sentence.every((item) => item.kind === 'quote' || !/[\p{L}\p{N}]/u.test(item.text));
      const shared = { sentence, paragraph, first: s === 0, before: sentences[s - 1], alone };
      return sentence.flatMap(({ span }, index) =>
        span ? [{ ...shared, span, index, ...contentOf(span) }] : [],
      );
    }),
  );
}

/** Whether the quote is a sentence of its own or starts one, as speech does and a quoted phrase does not. */
export function isSpeech(occurrence: QuoteOccurrence): boolean {
  if (occurrence.alone) return occurrence.words > 1;
  return occurrence.index === 0 && occurrence.words >= 4 && /^\P{L}*\p{Lu}/u.test(occurrence.inner);
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu;

function wordsIn(inner: string): number {
  return inner.slice(0, 400).match(WORD)?.length ?? 0;
}

const SMALL = /^(?:a|an|the|and|or|of|for|to|in|on|at|by|with|from|vs\.?|is)$/i;

/** `Fox and Friends`: two or more words, with a capital wherever titles have one. */
export function isTitle(inner: string): boolean {
  if (inner.length > 120) return false;
  const words = inner.match(WORD) ?? [];
  const content = words.filter((word) => !SMALL.test(word));
  return content.length >= 2 && [words[0] ?? '', ...content].every((word) => /^[\p{Lu}\p{N}]/u.test(word));
}
