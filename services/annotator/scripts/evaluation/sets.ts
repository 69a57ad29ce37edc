import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const span = { start: z.number(), end: z.number() };
const list = <T extends z.ZodType>(item: T) => z.array(item);

/** One article of each set with its hand-made truth. Offsets count code points. */
const SETS = {
  persons: z.object({ id: z.string(), body: z.string(), mentions: list(z.object(span)) }),
  dates: z.object({
    id: z.string(),
    text: z.string(),
    dct: z.string(),
    timexes: list(z.object({ ...span, type: z.string(), value: z.string() })),
  }),
  quotes: z.object({
    id: z.string(),
    text: z.string(),
    date: z.string().nullish(),
    quotes: list(
      z.object({ ...span, src: list(z.tuple([z.number(), z.number()]).rest(z.unknown())).nullable() }),
    ),
  }),
  issues: z.object({ id: z.string(), title: z.string(), lead: z.string(), date: z.string() }),
} as const;

/** The names of the sets. */
export type SetName = keyof typeof SETS;

/** An article of a set. */
export type Gold<Name extends SetName> = z.output<(typeof SETS)[Name]>;

/**
 * Reads `DIR/NAME/*.jsonl` or `.jsonl.gz`; null if there is none. Throws an Error that names an invalid
 * line.
 */
export function readSet<Name extends SetName>(dir: string, name: Name): readonly Gold<Name>[] | null {
  const file = filesOf(join(dir, name)).find((entry) => /\.jsonl(?:\.gz)?$/.test(entry));
  if (file === undefined) return null;
  const bytes = readFileSync(join(dir, name, file));
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split('\n')
    .filter(Boolean);
  return lines.map((line, i) => {
    const parsed = SETS[name].safeParse(JSON.parse(line));
    if (!parsed.success) throw new Error(`${name}/${file}:${i + 1}: ${z.prettifyError(parsed.error)}`);
    return parsed.data as Gold<Name>;
  });
}

function filesOf(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** Offsets in code points as UTF-16 offsets: element n is the UTF-16 offset of code point n. */
export function utf16Offsets(text: string): readonly number[] {
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  return [...offsets, at];
}
