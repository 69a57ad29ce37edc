import { bestLabels } from '../../src/persons/tagger/tagger.ts';
import type { Examples } from './examples.ts';

/**
 * Averaged weights: of feature f for B at 2 f and for I at 2 f + 1, with how often each feature was
 * changed.
 */
export interface Weights {
  readonly features: Float64Array;
  readonly updates: Int32Array;
  readonly transitions: readonly number[];
}

/**
 * A structured averaged perceptron (Collins 2002); O has no weight. Deterministic: `seed` gives the order
 * of each pass.
 */
export function trainPerceptron(
  examples: Examples,
  passes: number,
  seed: number,
  report: (line: string) => void,
): Weights {
  const size = examples.hashes.length;
  const now = new Float64Array(size * 2);
  const sums = new Float64Array(size * 2);
  const updates = new Int32Array(size);
  const transitions = new Float64Array(9);
  const transitionSums = new Float64Array(9);
  const random = createRandom(seed);
  const order = Int32Array.from({ length: examples.runs.length - 1 }, (_, run) => run);
  let clock = 1;
  for (let pass = 1; pass <= passes; pass += 1) {
    shuffle(order, random);
    let wrong = 0;
    for (const run of order) {
      clock += 1;
      const from = examples.runs[run] ?? 0;
      const to = examples.runs[run + 1] ?? 0;
      const guess = bestLabels(
        scoresOf(examples, now, from, to),
        transitions as unknown as readonly number[],
      );
      let before = 0;
      let guessedBefore = 0;
      for (let word = from; word < to; word += 1) {
        const gold = examples.labels[word] ?? 0;
        const guessed = guess[word - from] ?? 0;
        if (gold !== guessed || before !== guessedBefore) {
          bump(transitions, transitionSums, 3 * before + gold, 1, clock);
          bump(transitions, transitionSums, 3 * guessedBefore + guessed, -1, clock);
        }
        if (gold !== guessed) {
          wrong += 1;
          for (let at = examples.starts[word] ?? 0; at < (examples.starts[word + 1] ?? 0); at += 1) {
            const feature = examples.ids[at] ?? 0;
            updates[feature] = (updates[feature] ?? 0) + 1;
            if (gold > 0) bump(now, sums, feature * 2 + gold - 1, 1, clock);
            if (guessed > 0) bump(now, sums, feature * 2 + guessed - 1, -1, clock);
          }
        }
        before = gold;
        guessedBefore = guessed;
      }
    }
    report(`pass ${pass}: ${wrong} of ${examples.labels.length} words wrong`);
  }
  return {
    features: now.map((weight, i) => weight - (sums[i] ?? 0) / clock),
    updates,
    transitions: [...transitions.map((weight, i) => weight - (transitionSums[i] ?? 0) / clock)],
  };
}

function scoresOf(examples: Examples, weights: Float64Array, from: number, to: number): Float64Array {
  const scores = new Float64Array((to - from) * 2);
  for (let word = from; word < to; word += 1) {
    let b = 0;
    let i = 0;
    const end = examples.starts[word + 1] ?? 0;
    for (let at = examples.starts[word] ?? 0; at < end; at += 1) {
      const feature = (examples.ids[at] ?? 0) * 2;
      b += weights[feature] ?? 0;
      i += weights[feature + 1] ?? 0;
    }
    scores[(word - from) * 2] = b;
    scores[(word - from) * 2 + 1] = i;
  }
  return scores;
}

/** Changes a weight, and the sum that makes its average cheap (Daumé 2006). */
function bump(weights: Float64Array, sums: Float64Array, at: number, by: number, clock: number): void {
  weights[at] = (weights[at] ?? 0) + by;
  sums[at] = (sums[at] ?? 0) + by * clock;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle(items: Int32Array, random: () => number): void {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const item = items[i] ?? 0;
    items[i] = items[j] ?? 0;
    items[j] = item;
  }
}
