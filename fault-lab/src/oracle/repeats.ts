import type { Observed } from './contract.ts';
import type { Outcomes } from '../rig/counters.ts';
import { keyOf, placeOf } from './fields.ts';

/** Repeated work that the topics show. Unlike /metrics, topics survive a kill. */
export interface Repeats {
  /** Messages of `articles.annotated` beyond one per message of `articles.raw`. */
  readonly annotated: number;
  /** Dead letters beyond one per message, from all services. */
  readonly letters: number;
}

/** Counts repeated work in the final contents of the topics. */
export function countRepeats({
  raw,
  annotatedTimes,
  letters,
}: Pick<Observed, 'raw' | 'annotatedTimes' | 'letters'>): Repeats {
  const logged = new Map<string, number>();
  for (const record of raw) {
    const key = keyOf(record);
    logged.set(key, (logged.get(key) ?? 0) + 1);
  }
  const places = new Set(letters.map(placeOf));
  return {
    // A replayed revision is annotated again on purpose.
    annotated: sum([...annotatedTimes].map(([key, times]) => Math.max(0, times - (logged.get(key) ?? 1)))),
    letters: letters.length - places.size,
  };
}

/** Outcomes counted minus messages written, by topic. Negative if kills lost more counts. */
export function countedBeyond(
  outcomes: Outcomes,
  written: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(written).map(([topic, count]) => [
      topic,
      sum(Object.values(outcomes[topic] ?? {})) - count,
    ]),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
