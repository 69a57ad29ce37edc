/**
 * Cuts a text at the bounds of every span, so that spans may overlap. Each piece names the spans it lies in; `opens` and `closes`
 * name those that begin and end with it. Spans outside the text are left out.
 * @template {{ start: number, end: number }} Span
 * @param {string} text
 * @param {readonly Span[]} spans offsets in UTF-16 code units
 * @returns {{ text: string, spans: Span[], opens: Span[], closes: Span[] }[]}
 */
export function markText(text, spans) {
  const valid = spans.filter(({ start, end }) => start >= 0 && start < end && end <= text.length);
  const bounds = [...new Set([0, text.length, ...valid.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  return bounds.slice(0, -1).map((start, index) => {
    const end = bounds[index + 1];
    const inside = valid.filter((span) => span.start <= start && span.end >= end);
    return {
      text: text.slice(start, end),
      spans: inside,
      opens: inside.filter((span) => span.start === start),
      closes: inside.filter((span) => span.end === end),
    };
  });
}

/**
 * The paragraphs of a text with their offsets; blank lines are left out.
 * @param {string} text
 * @returns {{ start: number, end: number, text: string }[]}
 */
export function paragraphs(text) {
  return [...text.matchAll(/[^\r\n]*\S[^\r\n]*/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  }));
}
