const DAY_MS = 86_400_000;

interface Dated {
  readonly publishedAt: string | null;
  readonly publishedAtPrecision: string | null;
}

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** A publication time, with the precision of its source. */
export function published({ publishedAt, publishedAtPrecision }: Dated): string {
  if (!publishedAt) return 'Date unknown';
  const date = new Date(publishedAt);
  if (publishedAtPrecision === 'year') return publishedAt.slice(0, 4);
  if (publishedAtPrecision === 'month') return month.format(date);
  if (publishedAtPrecision === 'day') return day.format(date);
  return `${minute.format(date)} UTC`;
}

/** A day in words. */
export function inDays(instant: string | null): string {
  return instant ? day.format(new Date(instant)) : 'unknown';
}

/** An instant in words, to the minute. */
export function inMinutes(instant: string | null): string {
  return instant ? `${minute.format(new Date(instant))} UTC` : 'never';
}

/** A period of days in words; a whole month or year is named as such. */
export function stretch(from: string, to: string): string {
  if (from === to) return inDays(from);
  if (from.endsWith('-01-01') && to.endsWith('-12-31') && from.slice(0, 4) === to.slice(0, 4))
    return from.slice(0, 4);
  const lastOfMonth = new Date(Date.parse(to) + DAY_MS).getUTCDate() === 1;
  if (from.endsWith('-01') && lastOfMonth && from.slice(0, 7) === to.slice(0, 7))
    return month.format(new Date(from));
  return `${inDays(from)} to ${inDays(to)}`;
}

/** `1 article`, `2 articles`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
}

/** The start of a text, cut after a whole word. */
export function beginning(text: string, length = 260): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length).replace(/\s+\S*$/, '')}…`;
}
