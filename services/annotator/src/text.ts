import type { RawArticle, TextField } from '@gazette/schemas';

/** A word, number or mark; offsets are UTF-16 code units into the field, end exclusive. */
export interface Token {
  readonly text: string;
  /** The text in lower case. */
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

/** A run of tokens up to a stop, a blank line or the paragraph's end. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
}

/** A line of the field that is not blank. */
export interface Paragraph {
  readonly start: number;
  readonly end: number;
  readonly sentences: readonly Sentence[];
}

/** One field of an article, split into paragraphs, sentences and tokens. */
export interface FieldText {
  readonly field: TextField;
  readonly text: string;
  readonly paragraphs: readonly Paragraph[];
}

/** An article's words, tokenised once for all annotators. */
export interface Text {
  readonly title: FieldText;
  readonly body: FieldText;
}

/**
 * Splits title and body into paragraphs, sentences and tokens. Linear in the length of the text; never
 * throws.
 */
export function analyse(article: Pick<RawArticle, 'title' | 'body'>): Text {
  return { title: cut('title', article.title), body: cut('body', article.body) };
}

/** A text's fields in reading order. */
export function fieldsOf(text: Text): readonly [FieldText, FieldText] {
  return [text.title, text.body];
}

const FIELD_ORDER: Readonly<Record<TextField, number>> = { title: 0, body: 1 };

/** Compares fields in reading order, for sorting. */
export function compareFields(a: TextField, b: TextField): number {
  return FIELD_ORDER[a] - FIELD_ORDER[b];
}

function cut(field: TextField, text: string): FieldText {
  const paragraphs: Paragraph[] = [];
  for (const line of text.matchAll(/[^\n\r\u2028\u2029]+/g)) {
    const tokens = tokenise(line[0], line.index);
    const first = tokens[0];
    const last = tokens.at(-1);
    if (first && last) paragraphs.push({ start: first.start, end: last.end, sentences: split(tokens) });
  }
  return { field, text, paragraphs };
}

/**
 * Alternatives, longest first. Clitics (`'s`, `n't`) are separate tokens and hyphenated words are not split,
 * as in the treebanks that the person tagger is trained on.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?:\p{Lu}\.){2,}`,
    String.raw`\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Rev|Hon|Pres|Sec|Amb|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Ltd|Co|Corp|Bros|Ave)\.`,
    String.raw`\b\p{Lu}\.(?=\s?[\p{Lu}])(?!\s(?:The|He|She|It|They|We|In|On|At|But|And|An?|This|That|His|Her|For|As|When|After)\b)`,
    String.raw`\p{N}+(?:[.,:/-]\p{N}+)*(?:st|nd|rd|th|s|bn|m|k|am|pm)?(?![\p{L}])`,
    String.raw`[\p{L}\p{M}\p{N}]+?(?=n['’]t\b)`,
    String.raw`n['’]t\b`,
    String.raw`['’](?:s|S|re|ve|ll|d|m)\b`,
    String.raw`(?:(?:[OD]['’](?=\p{Lu}))?[\p{L}\p{M}\p{N}]+)(?:[-‑&](?:(?:[OD]['’](?=\p{Lu}))?[\p{L}\p{M}\p{N}]+))*`,
    String.raw`\.{2,}|-{2,}`,
    String.raw`[^\s]`,
  ].join('|'),
  'gu',
);

function tokenise(line: string, offset: number): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const matched of line.match(TOKEN) ?? []) {
    const { text, lower } = formOf(matched);
    const start = line.indexOf(text, end);
    end = start + text.length;
    tokens.push({ text, lower, start: offset + start, end: offset + end });
  }
  return tokens;
}

type Form = Pick<Token, 'text' | 'lower'>;

const forms = new Map<string, Form>();
/**
 * The most word forms cached, and their greatest length in UTF-16 units, so that hostile text cannot fill
 * the memory.
 */
const REMEMBERED = 100_000;
const LONGEST = 40;

/** One string for all occurrences of a word, so that look-ups need not compare letters. */
function formOf(matched: string): Form {
  const known = forms.get(matched);
  if (known) return known;
  // A copy, because a slice would keep the whole article in memory.
  const text = Array.from(matched).join('');
  const form = { text, lower: text.toLowerCase() };
  if (text.length > LONGEST) return form;
  if (forms.size >= REMEMBERED) forms.clear();
  forms.set(text, form);
  return form;
}

const STOPS = '.!?…';
const CLOSERS = '"”’\'»)]';

function split(tokens: readonly Token[]): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let from = 0;
  for (let i = 0; i < tokens.length; i += 1) {
    if (!isStop(tokens[i])) continue;
    while (isStop(tokens[i + 1]) || (isOneOf(CLOSERS, tokens[i + 1]) && touches(tokens, i))) i += 1;
    const next = tokens[i + 1];
    if (next && /^\p{Ll}/u.test(next.text)) continue;
    sentences.push(sentence(tokens, from, i + 1));
    from = i + 1;
  }
  if (from < tokens.length) sentences.push(sentence(tokens, from, tokens.length));
  return sentences;
}

/** Whether a token ends a sentence: one stop, or several points. */
function isStop(token: Token | undefined): boolean {
  return isOneOf(STOPS, token) || (token !== undefined && token.text.startsWith('..'));
}

function isOneOf(marks: string, token: Token | undefined): boolean {
  return token !== undefined && token.text.length === 1 && marks.includes(token.text);
}

function touches(tokens: readonly Token[], i: number): boolean {
  return tokens[i]?.end === tokens[i + 1]?.start;
}

function sentence(tokens: readonly Token[], from: number, to: number): Sentence {
  const words = tokens.slice(from, to);
  return { start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0, tokens: words };
}
