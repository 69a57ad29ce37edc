import { addFeatures, emptyFeatures } from '../../src/persons/tagger/features.ts';
import { runsOf } from '../../src/persons/tagger/runs.ts';
import { countUsage } from '../../src/persons/tagger/statistics.ts';
import { viewFrom } from '../../src/persons/tagger/view.ts';
import type { HashTable } from '../../src/persons/tagger/hash-table.ts';
import type { Dictionary } from '../../src/persons/tagger/words.ts';
import type { LabelledDocument } from './corpus.ts';

/**
 * Runs of words to learn from, in flat arrays: run r has the words runs[r] to runs[r + 1], word w the
 * features at starts[w] on.
 */
export interface Examples {
  readonly runs: Int32Array;
  readonly labels: Int8Array;
  readonly starts: Int32Array;
  /** Feature numbers below `features`. */
  readonly ids: Int32Array;
  /** The hash of each feature. */
  readonly hashes: Int32Array;
}

/** Turns documents into examples, keeping the features that occur at least `atLeast` times. */
export function toExamples(
  documents: readonly LabelledDocument[],
  dictionary: Dictionary,
  places: HashTable,
  atLeast: number,
): Examples {
  const runs = [0];
  const labels: number[] = [];
  const starts = [0];
  const blocks: Int32Array[] = [];
  const features = emptyFeatures();
  for (const { sentences } of documents) {
    const words = sentences.map((sentence) => sentence.tokens.map((token) => dictionary(token.text)));
    const surroundings = { usage: countUsage(words), places };
    for (const [s, sentence] of words.entries()) {
      for (const run of runsOf(sentence)) {
        for (let i = run.from; i < run.to; i += 1) {
          const label = sentences[s]?.labels[i] ?? 0;
          labels.push(label === 2 && (i === run.from || labels.at(-1) === 0) ? 1 : label);
          features.count = 0;
          addFeatures(features, viewFrom(sentence, run, i, surroundings));
          blocks.push(features.hashes.slice(0, features.count));
          starts.push((starts.at(-1) ?? 0) + features.count);
        }
        runs.push(labels.length);
      }
    }
  }
  const { ids, hashes } = number(blocks, starts.at(-1) ?? 0, atLeast);
  return compact({
    runs: Int32Array.from(runs),
    labels: Int8Array.from(labels),
    starts: Int32Array.from(starts),
    ids,
    hashes,
  });
}

/** Numbers the hashes that occur often enough; the others are -1. */
function number(
  blocks: readonly Int32Array[],
  total: number,
  atLeast: number,
): { ids: Int32Array; hashes: Int32Array } {
  const size = 2 ** 25;
  const keys = new Int32Array(size);
  const counts = new Int32Array(size);
  const slotOf = (hash: number): number => {
    let slot = hash & (size - 1);
    while (counts[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & (size - 1);
    return slot;
  };
  for (const block of blocks)
    for (const hash of block) {
      const slot = slotOf(hash);
      keys[slot] = hash;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  const numbers = new Int32Array(size).fill(-1);
  const hashes: number[] = [];
  for (let slot = 0; slot < size; slot += 1)
    if ((counts[slot] ?? 0) >= atLeast) {
      numbers[slot] = hashes.length;
      hashes.push(keys[slot] ?? 0);
    }
  const ids = new Int32Array(total);
  let at = 0;
  for (const block of blocks) for (const hash of block) ids[at++] = numbers[slotOf(hash)] ?? -1;
  return { ids, hashes: Int32Array.from(hashes) };
}

/** Removes the dropped features. */
function compact(examples: Examples): Examples {
  const starts = new Int32Array(examples.starts.length);
  let kept = 0;
  for (let word = 0; word + 1 < examples.starts.length; word += 1) {
    for (let at = examples.starts[word] ?? 0; at < (examples.starts[word + 1] ?? 0); at += 1)
      if ((examples.ids[at] ?? -1) >= 0) examples.ids[kept++] = examples.ids[at] ?? 0;
    starts[word + 1] = kept;
  }
  return { ...examples, starts, ids: examples.ids.subarray(0, kept) };
}
