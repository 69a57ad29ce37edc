import type { Observed } from './contract.ts';
import type { Outcomes } from '../rig/counters.ts';
import { keyOf, placeOf } from './fields.ts';

/** What was worked on again and shows in the topics, where no kill takes a count away. */
export interface Repeats {
  /** Messages of `articles.annotated` beyond one for each of `articles.raw`: the annotator's. */
  readonly annotated: number;
  /** Dead letters beyond one for each message: of all services. */
  readonly letters: number;
}

/** Counts them in what the topics hold at the end. */
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
    // An old revision that was replayed is annotated again by right.
    annotated: sum([...annotatedTimes].map(([key, times]) => Math.max(0, times - (logged.get(key) ?? 1)))),
    letters: letters.length - places.size,
  };
}

/** By topic: ends that instances counted, less messages. Below zero where a kill took more counts with it than were made again. */
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
