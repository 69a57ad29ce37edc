/** Which way a date without a year, or a weekday, is to be looked for. */
export type Direction = 'past' | 'future';

/** Modal verbs and plans: what stands with them has not happened yet. */
const FUTURE = words(`
  will shall would could should must may might can 'll won
  due scheduled expected planned plans plan slated upcoming forthcoming deadline anticipated set
  opens begins starts meets expires reconvenes resumes`);

/** Words after which "to" and a verb speak of what is to come: "agreed to leave Friday". */
const BEFORE_TO = words(`
  is are be going due scheduled expected planned plans plan set slated agreed agrees want wants wanted hope hopes hoped
  intend intends intended ordered ready able vowed vows promised promises about invited asked offered urged has have
  likely aims aim need needs prepared prepares prepare poised supposed meant threatened pledged decided ought booked
  required subpoenaed summoned begin start`);

/** Past forms that do not end in -ed. */
const PAST = words(`
  was were had did been said told went came made took gave got saw found left met sent spoke began became brought
  built bought held heard kept knew led lost paid ran rose fell won wrote thought stood sat sold shot spent struck
  swore threw understood withdrew broke caught chose drew drove fought flew forgot froze grew hid laid lay lent let
  rang sang sank shook shut slept slid spread stole swept taught tore woke wore dealt fled hung hit cut quit put read
  underwent overcame undertook voted`);

/** Ends in -ed and is no past form here. */
const NOT_PAST = words('need indeed hundred proceed succeed exceed speed feed seed bed red united limited');

const WORD = /[\p{L}][\p{L}'’]*/gu;
const REACH = 160;
const MOST_WORDS = 14;

/**
 * Reads the tense around an expression: the nearest cue to its left within the sentence decides, else the nearest to its right.
 * "until" and "by" just before it look forward, unless they begin the sentence.
 */
export function directionAt(text: string, start: number, end: number): Direction | null {
  const left = leftWords(text, start);
  const deadline = /^(?:until|till|by)$/.test(left[0] ?? '') && left.length > 1;
  if (deadline) return leftCue(left.slice(1)) ?? 'future';
  if (/\bas (?:early|soon|late) as$/.test([...left].slice(0, 3).reverse().join(' '))) return 'future';
  return leftCue(left) ?? rightCue(rightWords(text, end));
}

/** Words before the expression, nearest first, within its sentence. */
function leftWords(text: string, start: number): readonly string[] {
  const window = text.slice(Math.max(0, start - REACH), start);
  const sentence = window.slice(lastSentenceStart(window));
  return (sentence.match(WORD) ?? []).slice(-MOST_WORDS).reverse();
}

function rightWords(text: string, end: number): readonly string[] {
  const window = text.slice(end, end + REACH);
  const stop = /[.!?]["'”’]*\s+(?=["'“‘`]*\p{Lu})|\n\s*\n/u.exec(window)?.index ?? window.length;
  return (window.slice(0, stop).match(WORD) ?? []).slice(0, MOST_WORDS);
}

/** Where the window's last sentence begins. A stop after a short capitalised word or a single letter is an abbreviation's. */
function lastSentenceStart(window: string): number {
  let start = 0;
  for (const stop of window.matchAll(/(?<word>[\p{L}\p{N}]*)[.!?]["'”’]*\s+(?=["'“‘`]*\p{Lu})|\n\s*\n/gu)) {
    const word = stop.groups?.['word'] ?? '';
    if (!/^(?:\p{Lu}|\p{Lu}\p{Ll}{1,4}|m)$/u.test(word)) start = stop.index + stop[0].length;
  }
  return start;
}

function leftCue(left: readonly string[]): Direction | null {
  for (let i = 0; i < left.length; i += 1) {
    const word = left[i] ?? '';
    if (word === 'to' && isInfinitive(left[i - 1]) && BEFORE_TO.has((left[i + 1] ?? '').toLowerCase()))
      return 'future';
    if (i > 0 && /^(?:that|because|whether)$/.test(word) && i < 2) return null;
    const cue = cueOf(word);
    if (cue) return cue;
  }
  return null;
}

function rightCue(right: readonly string[]): Direction | null {
  for (const [i, word] of right.entries()) {
    if (word === 'to' && i < 2) return null;
    const cue = cueOf(word);
    if (cue) return cue;
  }
  return null;
}

function cueOf(raw: string): Direction | null {
  const word = raw.toLowerCase().replace('’', "'");
  if (raw !== word && /^may$/i.test(raw)) return null;
  if (FUTURE.has(word) || word.endsWith("'ll")) return 'future';
  if (PAST.has(word)) return 'past';
  return raw === word && word.endsWith('ed') && !NOT_PAST.has(word) ? 'past' : null;
}

/** Whether the word after "to" may be a verb's base form, and not a noun phrase. */
function isInfinitive(word: string | undefined): boolean {
  return (
    word !== undefined &&
    /^\p{Ll}+$/u.test(word) &&
    !/(?:ed|ing)$|^(?:the|an?|his|her|their|its|this|that|our|my|your)$/.test(word)
  );
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
