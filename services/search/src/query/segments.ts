import { z } from 'zod';

/** Marks the start of a match. A private-use character, so that no text needs escaping. */
export const MATCH_START = '\uE000';
/** Marks the end of a match; see `MATCH_START`. */
export const MATCH_END = '\uE001';

/** A piece of plain text, never markup; `match` is true where it matched the query. */
export const segmentSchema = z.object({ text: z.string(), match: z.boolean() });

/** See `segmentSchema`. */
export type Segment = z.infer<typeof segmentSchema>;

/** Splits a highlighted fragment at its marks. */
export function toSegments(fragment: string): Segment[] {
  return fragment
    .split(MATCH_START)
    .flatMap((part, index) => (index === 0 ? [plain(part)] : afterMark(part)))
    .filter((segment) => segment.text !== '');
}

function afterMark(part: string): Segment[] {
  const end = part.indexOf(MATCH_END);
  if (end < 0) return [plain(part)];
  return [{ text: part.slice(0, end), match: true }, plain(part.slice(end + 1))];
}

function plain(text: string): Segment {
  return { text: text.replaceAll(MATCH_END, ''), match: false };
}
