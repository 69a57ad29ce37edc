import { join } from 'node:path';
import { createHashTable, hashText, phraseKey, type HashTable } from '../../src/persons/tagger/hash-table.ts';
import { readText } from './corpus.ts';

/**
 * Clusters (lines of `coarse fine word word ...`) as a table from the word's hash to coarse * 1024 + fine.
 */
export function readClusters(folder: string, name: string): HashTable {
  const pairs = new Map<number, number>();
  for (const line of readText(join(folder, 'clusters', name)).split('\n')) {
    const [coarse, fine, ...words] = line.split(' ');
    for (const word of words) pairs.set(hashText(word), Number(coarse) * 1024 + Number(fine));
  }
  return toTable(pairs);
}

/** Family names by frequency: the first thousand are class 3, the next nine thousand 2, others 1. */
export function readFamilyNames(folder: string): HashTable {
  const names = readNames(folder, 'us-census-1990-last.txt');
  return toTable(new Map(names.map((name, rank) => [hashText(name), familyNameClass(rank)])));
}

function familyNameClass(rank: number): number {
  if (rank < 1000) return 3;
  return rank < 10_000 ? 2 : 1;
}

/** The first names in the list of given names, which are men's. */
const MEN = 1219;
/** Later men's names are too often women's (Mary, Tracey) to show a gender. */
const SURELY_MEN = 300;

/**
 * Given names, men's and then women's, each by frequency: the class as above in the low bits; 4 marks men's
 * names, 8 women's.
 */
export function readGivenNames(folder: string): HashTable {
  const classes = new Map<number, number>();
  for (const [index, name] of readNames(folder, 'us-census-1990-first.txt').entries()) {
    const rank = index < MEN ? index : index - MEN;
    const before = classes.get(hashText(name)) ?? 0;
    const common = Math.max(before & 3, givenNameClass(rank));
    classes.set(hashText(name), common + ((before & 12) | genderBits(index)));
  }
  return toTable(classes);
}

function givenNameClass(rank: number): number {
  if (rank < 200) return 3;
  return rank < 1000 ? 2 : 1;
}

/** 4 for a man's name, 8 for a woman's, 0 for a name that shows neither. */
function genderBits(index: number): number {
  if (index >= MEN) return 8;
  return index < SURELY_MEN ? 4 : 0;
}

function readNames(folder: string, name: string): readonly string[] {
  return readText(join(folder, 'lists', name))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Names of places, one per line, as a set. */
export function readPlaces(path: string): HashTable {
  const keys = readText(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      phraseKey(
        line
          .toLowerCase()
          .split(' ')
          .map((word) => hashText(word)),
      ),
    );
  return toTable(new Map(keys.map((key) => [key, 1])));
}

/** A table of one number for each key. */
export function toTable(values: ReadonlyMap<number, number>): HashTable {
  return createHashTable(Int32Array.from(values.keys()), Int32Array.from(values.values()), 1);
}
