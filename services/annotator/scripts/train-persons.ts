import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createHashTable } from '../src/persons/tagger/hash-table.ts';
import { parseLexicon } from '../src/persons/tagger/lexicon.ts';
import { createPersonTagger } from '../src/persons/tagger/tagger.ts';
import type { PersonModel } from '../src/persons/tagger/model.ts';
import { createDictionary } from '../src/persons/tagger/words.ts';
import { parseCorpus, readCorpora, readText } from './training/corpus.ts';
import { toExamples } from './training/examples.ts';
import { packModel } from './training/pack-model.ts';
import { trainPerceptron, type Weights } from './training/perceptron.ts';
import { scoreTagger } from './training/score.ts';
import { readClusters, readFamilyNames, readGivenNames, readPlaces } from './training/vocabulary.ts';

/*
 * Trains the person tagger: `node --import tsx services/annotator/scripts/train-persons.ts DIR`. DIR has
 * gold/ and silver/ (labelled text), dev.conll, lists/ and clusters/; docs/model-card.md lists the original
 * contents. Writes data/person-tagger/model.bin. The same input gives the same bytes.
 */
const PASSES = 8;
const SEED = 20261124;
/** Rarer features are noise: dropping them saves most of the size and costs no accuracy. */
const SEEN_AT_LEAST = 3;
const CHANGED_AT_LEAST = 4;
/** Weights in 12 bits, scaled to the largest: clipping it would cost more than coarse steps. */
const LARGEST = 2047;

const data = join(import.meta.dirname, '../data/person-tagger');
const folder = process.argv[2];
if (folder === undefined) throw new Error('expected the folder of training data, found no argument');

const vocabulary = {
  webClusters: readClusters(folder, 'words.txt.gz'),
  ownClusters: readClusters(folder, 'words-own.txt.gz'),
  givenNames: readGivenNames(folder),
  familyNames: readFamilyNames(folder),
  places: readPlaces(join(data, 'places.txt')),
  lexicon: parseLexicon(parse(readFileSync(join(data, 'lexicon.yaml'), 'utf8'))),
};
const gold = readCorpora(join(folder, 'gold')).flat();
const silver = readCorpora(join(folder, 'silver')).flat();
/** Hand-made labels count twice. */
const documents = [...gold, ...gold, ...silver];
console.log(`${gold.length} gold and ${silver.length} silver documents`);
const examples = toExamples(documents, createDictionary(vocabulary), vocabulary.places, SEEN_AT_LEAST);
console.log(`${examples.labels.length} words, ${examples.hashes.length} features`);
const trained = trainPerceptron(examples, PASSES, SEED, console.log);
const model: PersonModel = { ...vocabulary, ...quantise(trained, examples.hashes) };
const bytes = packModel(model);
writeFileSync(join(data, 'model.bin'), bytes);
console.log(`${model.weights.keys.length} features kept, ${bytes.length} bytes`);
console.log(
  'dev',
  scoreTagger(createPersonTagger(model), parseCorpus(readText(join(folder, 'dev.conll')), 'dev.conll')),
);

function quantise(
  weights: Weights,
  hashes: Int32Array,
): Pick<PersonModel, 'weights' | 'scale' | 'transitions'> {
  const kept = [...hashes.keys()].filter((feature) => (weights.updates[feature] ?? 0) >= CHANGED_AT_LEAST);
  const pairs = kept.flatMap((feature) => [
    weights.features[2 * feature] ?? 0,
    weights.features[2 * feature + 1] ?? 0,
  ]);
  const scale = pairs.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9) / LARGEST;
  const rounded = pairs.map((weight) => Math.round(weight / scale));
  const useful = kept.flatMap((feature, i) =>
    rounded[2 * i] === 0 && rounded[2 * i + 1] === 0
      ? []
      : [{ key: hashes[feature] ?? 0, values: rounded.slice(2 * i, 2 * i + 2) }],
  );
  const keys = Int32Array.from(useful, (row) => row.key);
  return {
    weights: createHashTable(keys, Int32Array.from(useful.flatMap((row) => row.values)), 2),
    scale,
    transitions: weights.transitions,
  };
}
