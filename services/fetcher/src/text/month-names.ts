/**
 * The month (1-12) that a word names in one of the languages below, full or short, with or without accents;
 * otherwise null. The names come from the Unicode CLDR data of the JavaScript runtime.
 */
export function monthOf(word: string): number | null {
  return months.get(fold(word)) ?? null;
}

/** If a word names different months in two languages, the earlier language wins. */
const languages = 'en de fr es it pt nl pl ru uk cs sk sv da nb fi hu ro tr el bg ca id'.split(' ');

const months = readMonths();

function readMonths(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const language of languages) {
    for (const style of ['long', 'short'] as const) {
      // With a day, many languages inflect the name: июль, 1 июля.
      const formats = [{ month: style }, { month: style, day: 'numeric' }] as const;
      for (const options of formats) {
        const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
        for (let month = 1; month <= 12; month++) {
          const part = format
            .formatToParts(Date.UTC(2025, month - 1, 15))
            .find(({ type }) => type === 'month');
          const name = fold(part?.value ?? '');
          if (name.length >= 3 && !/\d/.test(name) && !found.has(name)) found.set(name, month);
        }
      }
    }
  }
  // Common short forms that CLDR does not list.
  for (const [name, month] of [
    ['sept', 9],
    ['mrz', 3],
    ['sett', 9],
  ] as const)
    found.set(name, month);
  return found;
}

function fold(word: string): string {
  return word
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase();
}
