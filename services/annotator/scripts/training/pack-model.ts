import type { HashTable } from '../../src/persons/tagger/hash-table.ts';
import {
  MODEL_MAGIC,
  MODEL_TABLES,
  type ModelHeader,
  type PersonModel,
} from '../../src/persons/tagger/model.ts';

/** Encodes a model as `parsePersonModel` reads it. */
export function packModel(model: Omit<PersonModel, 'lexicon'>): Uint8Array {
  const tables = MODEL_TABLES.map((name) => model[name]);
  const header: ModelHeader = {
    scale: model.scale,
    transitions: model.transitions,
    tables: tables.map((table) => ({ rows: table.keys.length, width: table.width })),
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(MODEL_MAGIC.length + 4);
  new TextEncoder().encodeInto(MODEL_MAGIC, start);
  new DataView(start.buffer).setUint32(MODEL_MAGIC.length, json.length, true);
  return Uint8Array.from([...start, ...json, ...tables.flatMap(packTable)]);
}

function packTable(table: HashTable): readonly number[] {
  const bytes: number[] = [];
  const rows = [...table.keys.keys()].sort((a, b) => unsigned(table.keys[a]) - unsigned(table.keys[b]));
  let last = 0;
  for (const row of rows) {
    const key = unsigned(table.keys[row]);
    write(bytes, key - last);
    last = key;
  }
  for (const row of rows)
    for (const value of table.values.subarray(row * table.width, (row + 1) * table.width))
      write(bytes, value < 0 ? -2 * value - 1 : 2 * value);
  return bytes;
}

function unsigned(key: number | undefined): number {
  return (key ?? 0) >>> 0;
}

function write(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}
