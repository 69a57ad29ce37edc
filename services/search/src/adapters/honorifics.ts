import { readFileSync } from 'node:fs';
import type { Honorifics } from '../query/names.ts';

/** Reads data/honorifics.json. */
export function readHonorifics(): Honorifics {
  return JSON.parse(
    readFileSync(new URL('../../data/honorifics.json', import.meta.url), 'utf8'),
  ) as Honorifics;
}
