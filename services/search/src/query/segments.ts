import { z } from 'zod';

/** Marks around what matched, from the private use area so that no escaping is needed anywhere. */
export const MATCH_START = '\uE000';
/** See `matchStart`. */
export const MATCH_END = '\uE001';

/** A piece of text; `match` tells whether it is what the query asked for. Plain text, never markup. */
export const segmentSchema = z.object({ text: z.string(), match: z.boolean() });

/** See `segmentSchema`. */
export type Segment = z.infer<typeof segmentSchema>;

/** Cuts a highlighted fragment at its marks. */
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
