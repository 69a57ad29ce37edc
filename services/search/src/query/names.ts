/** Words before a name that are not part of it, and letters after it; lower case, longest first is not needed. */
export interface Honorifics {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The ways to look a name up: as asked, and without honorifics, possessive and letters after the name (`Mr Trump’s`: `Trump`). */
export function nameVariants(asked: string, honorifics: Honorifics): readonly string[] {
  const name = asked.replace(/\s+/g, ' ').trim();
  return [...new Set([name, stripHonorifics(name, honorifics)])];
}

/** The bare name; `asked` itself where nothing would be left. */
export function stripHonorifics(asked: string, honorifics: Honorifics): string {
  let name = asked.replace(/['’]s?$/u, '');
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
