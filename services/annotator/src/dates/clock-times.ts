import type { Day } from './calendar.ts';
import type { Found } from './rule.ts';
import { clockValue, daysOf } from './value.ts';

/** The greatest distance, in UTF-16 units, between a clock time and its day. */
const REACH = 100;

/**
 * Adds the day to clock times: the nearest in the same sentence, otherwise the last one before in the
 * paragraph, otherwise the publication day.
 */
export function resolveClockTimes(
  found: readonly Found[],
  text: string,
  anchor: Day | null,
): readonly Found[] {
  return found.map((item, i) => {
    if (!/^T\d\d/.test(item.value)) return item;
    const day =
      nearest(item, [found[i - 1], found[i + 1], found[i + 2]], text) ??
      before(item, found[i - 1], text) ??
      anchor;
    return day === null ? item : { ...item, value: clockValue(day, item.value) };
  });
}

function before(item: Found, other: Found | undefined, text: string): Day | null {
  const days = other === undefined ? null : daysOf(other.value);
  if (other === undefined || days === null || days.from !== days.to) return null;
  return text.slice(other.end, item.start).includes('\n') ? null : days.from;
}

function nearest(item: Found, neighbours: readonly (Found | undefined)[], text: string): Day | null {
  let best: Day | null = null;
  let distance = REACH;
  for (const other of neighbours) {
    const days = other === undefined ? null : daysOf(other.value);
    if (other === undefined || days === null || days.from !== days.to) continue;
    const gap =
      other.start > item.start ? text.slice(item.end, other.start) : text.slice(other.end, item.start);
    if (gap.length >= distance || /[.!?]["'”’]*\s+["'“‘`]*\p{Lu}|\n/u.test(gap)) continue;
    best = days.from;
    distance = gap.length;
  }
  return best;
}
