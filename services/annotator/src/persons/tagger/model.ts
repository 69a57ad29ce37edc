import { parse } from 'yaml';
import { createHashTable, type HashTable } from './hash-table.ts';
import { parseLexicon, type PersonLexicon } from './lexicon.ts';

/** The trained model of the person tagger, as `scripts/train-persons.ts` writes it. */
export interface PersonModel {
  /**
   * Weights of a feature for B (a name begins) and I (it continues), in units of `scale`; O has no weight.
   */
  readonly weights: HashTable;
  readonly scale: number;
  /** Weight of label `to` after label `from` (0 O, 1 B, 2 I), at 3 * from + to. */
  readonly transitions: readonly number[];
  /** Words to their (coarse, fine) cluster, from word vectors of the web and of the training text. */
  readonly webClusters: HashTable;
  readonly ownClusters: HashTable;
  /**
   * Given names to a frequency class, from 3 (common) to 1 (rare), plus 4 for men's and 8 for women's
   * names.
   */
  readonly givenNames: HashTable;
  /** Family names to a frequency class, from 3 (common) to 1 (rare). */
  readonly familyNames: HashTable;
  /** Names of places, by `phraseKey` of their words in lower case. */
  readonly places: HashTable;
  readonly lexicon: PersonLexicon;
}

/** The tables of a model file, in the order they are stored. */
export const MODEL_TABLES = [
  'weights',
  'webClusters',
  'ownClusters',
  'givenNames',
  'familyNames',
  'places',
] as const;

/** First bytes of a model file. */
export const MODEL_MAGIC = 'GZPERSON';

/**
 * Decodes `model.bin` and `lexicon.yaml`. The file has the magic, the header's length (uint32, little
 * endian), a JSON header, then for each table its ascending keys (differences, LEB128) and its values
 * (zigzag LEB128). Throws an Error with what was expected and found.
 */
export function parsePersonModel(model: Uint8Array, lexicon: string): PersonModel {
  const magic = String.fromCharCode(...model.subarray(0, MODEL_MAGIC.length));
  if (magic !== MODEL_MAGIC)
    throw new Error(
      `person model: expected a file that begins with ${MODEL_MAGIC}, found ${JSON.stringify(magic)}`,
    );
  const bytes = { model, at: MODEL_MAGIC.length + 4 };
  const length = new DataView(model.buffer, model.byteOffset).getUint32(MODEL_MAGIC.length, true);
  const header = parseHeader(new TextDecoder().decode(model.subarray(bytes.at, bytes.at + length)));
  bytes.at += length;
  const [weights, webClusters, ownClusters, givenNames, familyNames, places] = header.tables.map((table) =>
    readTable(bytes, table),
  );
  if (!weights || !webClusters || !ownClusters || !givenNames || !familyNames || !places)
    throw new Error(
      `person model: expected the tables ${MODEL_TABLES.join(', ')}, found ${header.tables.length}`,
    );
  if (bytes.at !== model.length)
    throw new Error(
      `person model: expected ${bytes.at} bytes, found ${model.length}: the file is cut off or not of this version`,
    );
  const { scale, transitions } = header;
  const words = parseLexicon(parse(lexicon));
  return {
    weights,
    scale,
    transitions,
    webClusters,
    ownClusters,
    givenNames,
    familyNames,
    places,
    lexicon: words,
  };
}

/** The JSON header of a model file. */
export interface ModelHeader {
  readonly scale: number;
  readonly transitions: readonly number[];
  readonly tables: readonly TableHeader[];
}

/** The number of rows of a stored table, and of numbers per row. */
export interface TableHeader {
  readonly rows: number;
  readonly width: number;
}

function parseHeader(json: string): ModelHeader {
  try {
    return JSON.parse(json) as ModelHeader;
  } catch {
    throw new Error(`person model: expected a JSON header, found ${JSON.stringify(json.slice(0, 40))}`);
  }
}

interface Cursor {
  readonly model: Uint8Array;
  at: number;
}

function readTable(bytes: Cursor, { rows, width }: TableHeader): HashTable {
  const keys = new Int32Array(rows);
  let key = 0;
  for (let row = 0; row < rows; row += 1) {
    key += readNumber(bytes);
    keys[row] = key | 0;
  }
  const values = new Int32Array(rows * width);
  for (let i = 0; i < values.length; i += 1) {
    const zigzag = readNumber(bytes);
    values[i] = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }
  return createHashTable(keys, values, width);
}

function readNumber(bytes: Cursor): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes.model[bytes.at] ?? 0;
    bytes.at += 1;
    value += (byte & 127) * factor;
    if (byte < 128) return value;
  }
}
