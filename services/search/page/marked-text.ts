interface Offsets {
  readonly start: number;
  readonly end: number;
}

/** A piece of text and the spans that contain it. */
export interface Piece<S> {
  readonly text: string;
  readonly spans: readonly S[];
  readonly opens: readonly S[];
  readonly closes: readonly S[];
}

/** A paragraph with its offsets in the whole text. */
export interface Paragraph extends Offsets {
  readonly text: string;
}

/**
 * Splits a text at the bounds of every span; spans may overlap. Each piece lists the spans that contain it,
 * and in `opens` and `closes` those that start or end with it. Spans outside the text are left out.
 */
export function markText<S extends Offsets>(text: string, spans: readonly S[]): Piece<S>[] {
  const valid = spans.filter(({ start, end }) => start >= 0 && start < end && end <= text.length);
  const bounds = [...new Set([0, text.length, ...valid.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  return bounds.slice(1).map((end, index) => {
    const start = bounds[index] ?? 0;
    const inside = valid.filter((span) => span.start <= start && span.end >= end);
    return {
      text: text.slice(start, end),
      spans: inside,
      opens: inside.filter((span) => span.start === start),
      closes: inside.filter((span) => span.end === end),
    };
  });
}

/** The paragraphs of a text with their offsets; blank lines are left out. */
export function paragraphs(text: string): Paragraph[] {
  return [...text.matchAll(/[^\r\n]*\S[^\r\n]*/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  }));
}
