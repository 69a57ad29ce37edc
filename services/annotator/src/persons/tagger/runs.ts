import type { Word } from './words.ts';

/**
 * A stretch of words that could contain names, from `from` up to `to`, exclusive. All other words are not
 * names.
 */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Longer runs are cut, so that the cost of text in capitals stays linear. */
const LONGEST = 40;

/** Particles that can start a name: "said von der Leyen". */
const LEADING = new Set([
  'von',
  'van',
  'de',
  'del',
  'della',
  'der',
  'den',
  'bin',
  'ibn',
  'al',
  'el',
  'ter',
  'ten',
  'zu',
  'di',
  'da',
  'la',
]);

/** The stretches of capitalised words in a sentence, with the particles before and between them. */
export function runsOf(words: readonly Word[]): readonly Run[] {
  const runs: Run[] = [];
  let from = -1;
  for (let i = 0; i <= words.length; i += 1) {
    const inside = i < words.length && belongs(words, i, from >= 0);
    if (inside && from < 0) from = i;
    if (from >= 0 && (!inside || i - from >= LONGEST)) {
      runs.push({ from, to: i });
      from = inside ? i : -1;
    }
  }
  return runs;
}

function belongs(words: readonly Word[], i: number, going: boolean): boolean {
  const word = words[i];
  if (!word) return false;
  if (word.capital) return true;
  if (word.kind === 'mark')
    return word.text === '.' && going && isLetter(words[i - 1]) && words[i + 1]?.capital === true;
  if (word.kind !== 'particle' || (!going && !LEADING.has(word.lower))) return false;
  const next = words[i + 1];
  return next?.capital === true || (next?.kind === 'particle' && words[i + 2]?.capital === true);
}

function isLetter(word: Word | undefined): boolean {
  return word !== undefined && word.capital && word.text.length === 1;
}
