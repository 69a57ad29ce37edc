/** The direction in which a weekday or a date without a year is resolved. */
export type Direction = 'past' | 'future';

/** Modal verbs, plans and timetables, which show the future. */
const FUTURE = words(`
  will shall would could should must may might can won't due scheduled expected planned slated upcoming
  forthcoming deadline anticipated opens begins starts meets expires reconvenes resumes ends comes takes
  runs faces arrives leaves returns closes votes expect expects expecting`);

/** Words after which "to" and a verb show the future: "agreed to leave Friday". */
const BEFORE_TO = words(`
  is are be going due scheduled expected planned planning plan plans set slated agreed agrees want wants
  wanted hope hopes hoped hoping intend intends intended ordered ready able vowed vows promised promises
  about invited asked offered urged has have likely aims aim need needs prepared prepares prepare
  preparing poised supposed meant threatened threatening pledged decided ought booked required subpoenaed
  summoned begin start expecting`);

/** Past forms that do not end in -ed. */
const PAST = words(`
  was were had did been said told went came made took gave got saw found left met sent spoke began became
  brought built bought held heard kept knew led lost paid ran rose fell won wrote thought stood sat sold
  shot spent struck swore threw understood withdrew broke caught chose drew drove fought flew forgot froze
  grew hid laid lay lent let rang sang sank shook shut slept slid spread stole swept taught tore woke wore
  dealt fled hung hit cut quit put read underwent overcame undertook shrank sprang swam swung wept wound
  sped dug fed bred bled bent burnt learnt leapt clung crept dwelt drank ate bit blew bound cast cost
  flung forgave hurt knelt overtook rode shone sought spun split stuck stung strove upheld withheld
  withstood`);

/** Words in -ed that are not past forms. */
const NOT_PAST = words('need indeed hundred proceed succeed exceed speed feed seed bed red united limited');

const WORD = /\p{L}[\p{L}'’]*/gu;
/** UTF-16 units read on each side, and the most words in them. */
const REACH = 200;
const LEFT_WORDS = 14;
const RIGHT_WORDS = 18;

/**
 * Reads the tense around an expression. The nearest cue to its left in the sentence decides, otherwise the
 * nearest to its right. Directly before it, "until" and "as early as" mean the future. A weekday's
 * possessive ("Friday's vote") hides the verb before it.
 */
export function directionAt(text: string, start: number, end: number): Direction | null {
  const left = leftWords(text, start);
  const right = rightWords(text, end);
  const lead = left.slice(0, 3).reverse().join(' ');
  if (/\bas (?:early|soon|late) as$/i.test(lead)) return 'future';
  if (/\bnot (?:until|till)$/i.test(lead)) return 'past';
  if (/\b(?:until|till)$/i.test(lead) && left.length > 1) return 'future';
  if (/^['’]s\b/.test(text.slice(end, end + 3))) return possessive(left, right.slice(1));
  if (/\b(?:is|are) (?:on|in|at|for|from)$/i.test(lead)) return 'future';
  const cue = leftCue(left) ?? rightCue(right);
  return cue === 'past' && left.length > 3 ? leftCue(left) : cue;
}

function possessive(left: readonly string[], right: readonly string[]): Direction | null {
  if (
    /^(?:before|for|ahead|of)$/.test(left[0] ?? '') &&
    /^(?:before|for|ahead)$/.test(left[left[0] === 'of' ? 1 : 0] ?? '')
  )
    return 'future';
  return rightCue(right.slice(0, 4)) === 'future' ? 'future' : 'past';
}

/** Words before the expression, nearest first, within its sentence. */
function leftWords(text: string, start: number): readonly string[] {
  const window = text.slice(Math.max(0, start - REACH), start);
  const sentence = window.slice(sentenceEnds(window).at(-1)?.next ?? 0);
  return (sentence.match(WORD) ?? []).slice(-LEFT_WORDS).reverse();
}

function rightWords(text: string, end: number): readonly string[] {
  const window = text.slice(end, end + REACH);
  return (window.slice(0, sentenceEnds(window)[0]?.from).match(WORD) ?? []).slice(0, RIGHT_WORDS);
}

/**
 * Where sentences end and the next ones begin. A stop after a short capitalised word or a single letter is
 * an abbreviation's.
 */
function sentenceEnds(window: string): readonly { readonly from: number; readonly next: number }[] {
  const ends: { readonly from: number; readonly next: number }[] = [];
  for (const stop of window.matchAll(/[.!?]["'”’]{0,3}\s+(?=["'“‘`]*\p{Lu})|\n\s*\n/gu)) {
    const word = /[\p{L}\p{N}]*$/u.exec(window.slice(Math.max(0, stop.index - 20), stop.index))?.[0] ?? '';
    if (!/^(?:\p{L}|\p{Lu}\p{Ll}{1,4})$/u.test(word))
      ends.push({ from: stop.index - word.length, next: stop.index + stop[0].length });
  }
  return ends;
}

function leftCue(left: readonly string[]): Direction | null {
  for (const [i, word] of left.entries()) {
    const further = left[i + 1]?.toLowerCase() ?? '';
    if (word === 'to' && isBase(left[i - 1]) && BEFORE_TO.has(further)) return 'future';
    if (word === 'set' && /^(?:for|to)$/.test(left[i - 1] ?? '')) return 'future';
    if (i === 1 && /^(?:that|because|whether)$/.test(word)) return null;
    const cue = cueOf(word);
    if (cue === 'past' && /^(?:be|is|are)$/.test(further)) continue;
    if (cue) return cue;
  }
  return null;
}

function rightCue(right: readonly string[]): Direction | null {
  for (const [i, word] of right.entries()) {
    const cue = cueOf(word);
    if (cue === 'past' && /^(?:be|is|are)$/.test(right[i - 1] ?? '')) continue;
    if (cue) return cue;
  }
  return null;
}

function cueOf(raw: string): Direction | null {
  const word = raw.toLowerCase().replace('’', "'");
  if (raw !== word && word === 'may') return null;
  if (FUTURE.has(word) || word.endsWith("'ll")) return 'future';
  if (PAST.has(word)) return 'past';
  return raw === word && word.endsWith('ed') && !NOT_PAST.has(word) ? 'past' : null;
}

/** Whether the word after "to" may be a verb's base form rather than the start of a noun phrase. */
function isBase(word: string | undefined): boolean {
  return (
    word !== undefined &&
    /^\p{Ll}+$/u.test(word) &&
    !/(?:ed|ing)$|^(?:the|an?|his|her|their|its|this|that|our|my|your)$/.test(word)
  );
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
