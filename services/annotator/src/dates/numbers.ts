/** Numbers as English words and digits. */

const SMALL: readonly string[] = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS: readonly string[] = [
  '',
  '',
  'twenty',
  'thirty',
  'forty',
  'fifty',
  'sixty',
  'seventy',
  'eighty',
  'ninety',
];

/** The words for the hours 1 to 12, in order. */
export const HOUR_WORDS: readonly string[] = SMALL.slice(1, 13);

/** Words that can start a count. */
export const NUMBER_WORDS: readonly string[] = [
  ...SMALL.slice(1),
  ...TENS.slice(2),
  'a',
  'an',
  'hundred',
  'half',
  'several',
  'few',
  'many',
  'couple',
  'dozen',
  'dozens',
  'some',
];

const DIGITS = String.raw`\d{1,3}(?:,\d{3})+|\d{1,4}(?:\.\d{1,2})?(?:\s\d/\d|[½¼¾])?`;
const WORDS = `(?:${TENS.slice(2).join('|')})(?:[- ](?:${SMALL.slice(1, 10).join('|')}))?|(?:${[...SMALL.slice(1)].reverse().join('|')})(?:[- ]hundred)?|(?:an?[- ])?hundred|an?[- ]dozen`;

/** A definite count in digits or words. */
export const COUNT = String.raw`(?:${DIGITS}|${WORDS})(?![\p{L}\p{N}])`;

/** A count without a number. */
export const VAGUE_COUNT =
  '(?:a few|a couple of|a couple|several|many|some|a number of|(?:dozens|scores|hundreds|thousands) of)';

/** The number a count stands for; NaN for a vague one. */
export function parseCount(words: string): number {
  const text = words.toLowerCase().trim();
  if (/^\d/.test(text)) return parseDigits(text);
  if (/^an?$/.test(text)) return 1;
  if (/^an?[- ]dozen$/.test(text)) return 12;
  let total = 0;
  for (const word of text.split(/[-\s]+/)) {
    const value = word === 'a' || word === 'an' ? 1 : wordValue(word);
    total = word === 'hundred' ? Math.max(1, total) * 100 : total + value;
  }
  return total === 0 ? Number.NaN : total;
}

function wordValue(word: string): number {
  const small = SMALL.indexOf(word);
  if (small >= 0) return small;
  const tens = word === '' ? -1 : TENS.indexOf(word);
  return tens >= 0 ? tens * 10 : Number.NaN;
}

function parseDigits(text: string): number {
  const fraction = /(\d)\/(\d)$/.exec(text);
  const mark = { '½': 0.5, '¼': 0.25, '¾': 0.75 }[text.at(-1) ?? ''] ?? 0;
  const part = fraction ? Number(fraction[1]) / Number(fraction[2]) : mark;
  const whole = text.replace(/\s\d\/\d$|[½¼¾]$/, '').replaceAll(',', '');
  return Number(whole) + part;
}
