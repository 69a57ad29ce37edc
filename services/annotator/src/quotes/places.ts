import type { Skeleton } from './sentences.ts';
import type { Span } from './clauses/spans.ts';

/** A quote where it stands; one of several paragraphs stands in each of them. */
export interface Place {
  readonly span: Span;
  readonly sentence: Skeleton;
  /** Index of the quote in its sentence. */
  readonly at: number;
  readonly paragraph: number;
  /** Whether it stands in the paragraph's first sentence. */
  readonly first: boolean;
  /** The sentence before it in the paragraph. */
  readonly before: Skeleton | undefined;
  /** Whether its sentence has no words but quoted ones. */
  readonly alone: boolean;
  /** The words between the marks, without outer spaces. */
  readonly inner: string;
  /** How many words that are; counted no further than some sixty. */
  readonly words: number;
}

/** Every quote of a field, in text order. */
export function placesOf(paragraphs: readonly (readonly Skeleton[])[], text: string): readonly Place[] {
  // A quote of many paragraphs has a place in each.
  const contents = new Map<Span, Pick<Place, 'inner' | 'words'>>();
  const contentOf = (span: Span): Pick<Place, 'inner' | 'words'> => {
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
      return sentence.flatMap(({ span }, at) => (span ? [{ ...shared, span, at, ...contentOf(span) }] : []));
    }),
  );
}

/** Whether the quote is a sentence of its own or starts one, as speech does and a quoted phrase does not. */
export function isSpeech(place: Place): boolean {
  if (place.alone) return place.words > 1;
  return place.at === 0 && place.words >= 4 && /^\P{L}*\p{Lu}/u.test(place.inner);
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu;

function wordsIn(inner: string): number {
  return inner.slice(0, 400).match(WORD)?.length ?? 0;
}

const SMALL = /^(?:a|an|the|and|or|of|for|to|in|on|at|by|with|from|vs\.?|is)$/i;

/** `Fox and Friends`: two words or more, and every one that can be is capitalised. */
export function isTitle(inner: string): boolean {
  if (inner.length > 120) return false;
  const words = inner.match(WORD) ?? [];
  const content = words.filter((word) => !SMALL.test(word));
  return content.length >= 2 && [words[0] ?? '', ...content].every((word) => /^[\p{Lu}\p{N}]/u.test(word));
}
