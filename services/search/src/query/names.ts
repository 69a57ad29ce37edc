/** Titles before a name and letters after it, in lower case and any order. */
export interface Honorifics {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The forms under which to look up a name: as typed, and bare (`Mr Trump’s` and `Trump`). */
export function nameVariants(text: string, honorifics: Honorifics): readonly string[] {
  const name = text.replace(/\s+/g, ' ').trim();
  return [...new Set([name, stripHonorifics(name, honorifics)])];
}

/** Removes honorifics, possessive and letters after the name; a title alone stays as it is. */
export function stripHonorifics(text: string, honorifics: Honorifics): string {
  let name = text.replace(/['’]s?$/u, '');
  for (let shorter: string | null = name; shorter !== null;) {
    name = shorter;
    shorter = dropBefore(name, honorifics.before) ?? dropAfter(name, honorifics.after);
  }
  return name;
}

function dropBefore(name: string, titles: readonly string[]): string | null {
  const lower = name.toLowerCase();
  const length = Math.max(
    ...titles.map(
      (title) => [`${title} `, `${title}. `].find((start) => lower.startsWith(start))?.length ?? 0,
    ),
  );
  return length > 0 && name.length > length ? name.slice(length) : null;
}

function dropAfter(name: string, letters: readonly string[]): string | null {
  const lower = name.toLowerCase();
  const ending = letters.flatMap((word) => [` ${word}`, `, ${word}`]).find((end) => lower.endsWith(end));
  return ending === undefined || ending.length >= name.length
    ? null
    : name.slice(0, -ending.length).replace(/,$/, '');
}
