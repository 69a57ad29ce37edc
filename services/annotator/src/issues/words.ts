import type { FieldText } from '../text.ts';

/** A text as the issue matcher reads it: parallel lists, one entry for each word. */
export interface WordStream {
  /** Words folded to lower case without accents; null where a phrase must break, as between sentences. */
  readonly folded: readonly (string | null)[];
  /** The words as printed. */
  readonly printed: readonly string[];
  /** UTF-16 offset of each word's first unit in its field. */
  readonly starts: readonly number[];
  /** UTF-16 offset after each word's last unit. */
  readonly ends: readonly number[];
  /** The section of each word, which decides how much it counts. */
  readonly sections: readonly Section[];
}

/** Where a word is: in the title, the first words of the body, a heading inside the body, or elsewhere. */
export type Section = 'title' | 'lead' | 'heading' | 'body';

/** Words of the body that count as its lead: about two sentences of news. */
const LEAD_WORDS = 60;
/** A paragraph of at most so many words that ends without a stop is a heading. */
const HEADING_WORDS = 12;

/**
 * The words of a field. So that phrases need no spelling variants, hyphens are spaces, stops in initials
 * are dropped (`U.S.` is `us`), and a possessive `'s` and quotation marks are ignored; any other mark
 * breaks the text.
 */
export function wordStream(field: FieldText): WordStream {
  const folded: (string | null)[] = [];
  const printed: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const sections: Section[] = [];
  let bodyWords = 0;

  function add(word: string | null, text: string, start: number, section: Section): void {
    folded.push(word);
    printed.push(text);
    starts.push(start);
    ends.push(start + text.length);
    sections.push(section);
  }

  for (const paragraph of field.paragraphs) {
    const heading = field.field === 'body' && isHeading(paragraph.sentences);
    for (const sentence of paragraph.sentences) {
      for (const token of sentence.tokens) {
        const section = field.field === 'title' ? 'title' : bodySection(bodyWords, heading);
        for (const part of splitToken(token.text)) {
          if (part.word !== null) bodyWords += 1;
          add(part.word, part.text, token.start + part.at, section);
        }
      }
      add(null, '', sentence.end, 'body');
    }
  }
  return { folded, printed, starts, ends, sections };
}

function bodySection(wordsBefore: number, heading: boolean): Section {
  if (wordsBefore < LEAD_WORDS) return 'lead';
  return heading ? 'heading' : 'body';
}

/** The words of a phrase, read as text is read. */
export function phraseWords(phrase: string): readonly string[] {
  return phrase.split(/[\s\-‐‑]+|['’]s(?![\p{L}\p{N}])|['’]|(?=%)/u).filter((word) => word !== '');
}

/** A word in the form that is compared: lower case, without accents, no stops in abbreviations. */
export function foldWord(word: string): string {
  const plain = ASCII.test(word) ? word : word.normalize('NFD').replace(/\p{M}+/gu, '');
  return (plain.includes('.') && !DIGIT.test(plain) ? plain.replaceAll('.', '') : plain).toLowerCase();
}

const ASCII = /^[\0-\x7f]*$/;
const DIGIT = /\p{N}/u;
const HYPHEN = /[-‐‑]/;
const WORD = /[\p{L}\p{N}%]/u;
const WORD_PART = /[^-‐‑]+/gu;
/** Marks that do not break a phrase: quotation marks, hyphens, apostrophes, possessives. */
const TRANSPARENT = /^(?:["“”‘’'«»]|[-‐‑]|['’][sS])$/u;

interface Part {
  readonly word: string | null;
  readonly text: string;
  readonly at: number;
}

function splitToken(token: string): readonly Part[] {
  if (TRANSPARENT.test(token)) return [];
  if (!WORD.test(token)) return [{ word: null, text: token, at: 0 }];
  if (!HYPHEN.test(token)) return [{ word: foldWord(token), text: token, at: 0 }];
  return Array.from(token.matchAll(WORD_PART), (part) => ({
    word: foldWord(part[0]),
    text: part[0],
    at: part.index,
  }));
}

function isHeading(sentences: FieldText['paragraphs'][number]['sentences']): boolean {
  const tokens = sentences.length === 1 ? (sentences[0]?.tokens ?? []) : [];
  return (
    tokens.length > 0 && tokens.length <= HEADING_WORDS && !/^[.!…:,;"”]$/u.test(tokens.at(-1)?.text ?? '.')
  );
}
