import type { Token } from '../../text.ts';
import { type HashTable, rowOf } from './hash-table.ts';
import {
  addViewFeatures,
  addWordFeatures,
  emptyFeatures,
  type Features,
  POSITION_COUNT,
  wordsByPosition,
} from './features.ts';
import type { PersonModel } from './model.ts';
import { type Run, runsOf } from './runs.ts';
import { countUsage, type Statistics } from './statistics.ts';
import { NONE, type View, viewFrom } from './view.ts';
import { createDictionary, type Word } from './words.ts';

/** The words of a person's name in a sentence, without titles. */
export interface NameSpan {
  /** Index into the sentences given. */
  readonly sentence: number;
  /** Indices of the first token and after the last one. */
  readonly from: number;
  readonly to: number;
  /** The probability that it names a person, 0 to 1. */
  readonly confidence: number;
}

/** A tagger's reading of a document. */
export interface Tagged {
  /** The words of each sentence, as described by the dictionary. */
  readonly words: readonly (readonly Word[])[];
  /** The stretches of each sentence that could be names. */
  readonly runs: readonly (readonly Run[])[];
  /** How the document uses the words. */
  readonly usage: Statistics;
  readonly spans: readonly NameSpan[];
}

/** Finds the names of persons in a document's sentences. */
export interface PersonTagger {
  readonly model: PersonModel;
  tag(sentences: readonly (readonly Pick<Token, 'text'>[])[]): Tagged;
}

/**
 * A tagger with a trained model. It reads only capitalised words and their neighbours, so the cost is
 * linear.
 */
export function createPersonTagger(model: PersonModel): PersonTagger {
  const dictionary = createDictionary(model);
  const score = createScorer(model);
  return {
    model,
    tag(sentences) {
      const words = sentences.map((tokens) => tokens.map((token) => dictionary(token.text)));
      const runs = words.map(runsOf);
      const usage = countUsage(words);
      return { words, runs, usage, spans: tagWords(model, words, runs, usage, score) };
    },
  };
}

function tagWords(
  model: PersonModel,
  sentences: readonly (readonly Word[])[],
  runs: readonly (readonly Run[])[],
  usage: Statistics,
  score: Scorer,
): readonly NameSpan[] {
  const surroundings = { usage, places: model.places };
  const spans: NameSpan[] = [];
  for (const [sentence, words] of sentences.entries()) {
    for (const run of runs[sentence] ?? []) {
      const scores = new Float64Array((run.to - run.from) * 2);
      for (let i = run.from; i < run.to; i += 1)
        score(viewFrom(words, run, i, surroundings), scores, (i - run.from) * 2);
      for (const span of spansOf(bestLabels(scores, model.transitions)))
        spans.push({
          sentence,
          from: run.from + span.from,
          to: run.from + span.to,
          confidence: certainty(scores, span.from, span.to),
        });
    }
  }
  return spans;
}

/** Writes the weights of B and of I for a word into `scores` at `index` and `index + 1`. */
type Scorer = (view: View, scores: Float64Array, index: number) => void;

/**
 * More than half of the features are those of one word alone: their weights are summed once for each form
 * of a word and stored in it. `NONE` is shared between models, so its sums are stored here.
 */
function createScorer({ weights, scale }: PersonModel): Scorer {
  const features = emptyFeatures();
  const sumsOfNone = sumWordWeights(NONE, weights, features);
  return (view, scores, index) => {
    features.count = 0;
    addViewFeatures(features, view);
    addWeights(features, weights, scores, index);
    const words = wordsByPosition(view);
    for (let position = 0; position < POSITION_COUNT; position += 1) {
      const word = words[position];
      if (!word) continue;
      const sums = word === NONE ? sumsOfNone : (word.sums ??= sumWordWeights(word, weights, features));
      scores[index] = (scores[index] ?? 0) + (sums[position * 2] ?? 0);
      scores[index + 1] = (scores[index + 1] ?? 0) + (sums[position * 2 + 1] ?? 0);
    }
    scores[index] = (scores[index] ?? 0) * scale;
    scores[index + 1] = (scores[index + 1] ?? 0) * scale;
  };
}

/** The weights of B and of I for a word in each position. */
function sumWordWeights(word: Word, weights: HashTable, features: Features): Float64Array {
  const sums = new Float64Array(POSITION_COUNT * 2);
  for (let position = 0; position < POSITION_COUNT; position += 1) {
    features.count = 0;
    addWordFeatures(features, position, word);
    addWeights(features, weights, sums, position * 2);
  }
  return sums;
}

/** Adds the features' weights of B and of I to the pair of sums at `index`. */
function addWeights(
  { hashes, count }: Features,
  weights: HashTable,
  sums: Float64Array,
  index: number,
): void {
  let begins = 0;
  let inside = 0;
  for (let f = 0; f < count; f += 1) {
    const row = rowOf(weights, hashes[f] ?? 0);
    if (row < 0) continue;
    begins += weights.values[row * 2] ?? 0;
    inside += weights.values[row * 2 + 1] ?? 0;
  }
  sums[index] = (sums[index] ?? 0) + begins;
  sums[index + 1] = (sums[index + 1] ?? 0) + inside;
}

/**
 * Logistic function from margins to probabilities, fitted by maximum likelihood on the 259 persons of the
 * test texts outside the directory. A newly trained model needs a new fit, which `npm run eval` checks.
 */
const CALIBRATION = { intercept: -0.52, slope: 0.0214 };

/**
 * The probability of a person, from the mean margin over the name's words of the better of B and I against
 * O.
 */
function certainty(scores: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += Math.max(scores[i * 2] ?? 0, scores[i * 2 + 1] ?? 0);
  return 1 / (1 + Math.exp(-CALIBRATION.intercept - (CALIBRATION.slope * sum) / (to - from)));
}

/**
 * The best labels (0 O, 1 B, 2 I) of a run by Viterbi's algorithm. `scores` has the weights of B and I for
 * each word; O has no weight. The label before a run is O, and I never follows O.
 */
export function bestLabels(scores: Float64Array, transitions: readonly number[]): readonly number[] {
  const length = scores.length / 2;
  const back = new Int8Array(length * 3);
  let best: readonly [number, number, number] = [0, -Infinity, -Infinity];
  for (let i = 0; i < length; i += 1) {
    const next: [number, number, number] = [-Infinity, -Infinity, -Infinity];
    for (const to of [0, 1, 2] as const) {
      const own = to === 0 ? 0 : (scores[i * 2 + to - 1] ?? 0);
      for (const from of [0, 1, 2] as const) {
        if (to === 2 && from === 0) continue;
        const score = best[from] + (transitions[3 * from + to] ?? 0) + own;
        if (score <= next[to]) continue;
        next[to] = score;
        back[i * 3 + to] = from;
      }
    }
    best = next;
  }
  let label = best.indexOf(Math.max(...best));
  const labels = new Array<number>(length);
  for (let i = length - 1; i >= 0; i -= 1) {
    labels[i] = label;
    label = back[i * 3 + label] ?? 0;
  }
  return labels;
}

/** The names in a sequence of labels. */
export function spansOf(
  labels: readonly number[],
): readonly { readonly from: number; readonly to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const [i, label] of labels.entries()) {
    const last = spans.at(-1);
    if (label === 1) spans.push({ from: i, to: i + 1 });
    else if (label === 2 && last?.to === i) last.to = i + 1;
  }
  return spans;
}
