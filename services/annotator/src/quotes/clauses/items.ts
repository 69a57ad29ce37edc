import type { Person, PersonMention } from '@gazette/schemas';
import type { FieldText, Paragraph, Token } from '../../text.ts';
import type { Span } from './spans.ts';
import { isRole, notNames, titles } from './vocabulary.ts';

/** An item of a paragraph: a word, a whole name or a whole quote. Offsets as in Token. */
export interface Item {
  readonly kind: 'word' | 'person' | 'name' | 'quote';
  readonly text: string;
  /** In lower case; empty for a quote. */
  readonly lower: string;
  readonly start: number;
  readonly end: number;
  readonly person: Person | null;
  readonly span: Span | null;
}

/** The names of persons in a field, and the words that are names in the article. */
export interface Names {
  readonly mentions: ReadonlyMap<number, { readonly mention: PersonMention; readonly person: Person }>;
  readonly byAlias: ReadonlyMap<string, Person | null>;
  /** Words that the field also writes in lower case, which are not names when they start a sentence. */
  readonly common: ReadonlySet<string>;
}

export function namesIn(field: FieldText, persons: readonly Person[]): Names {
  const mentions = new Map<number, { mention: PersonMention; person: Person }>();
  const byAlias = new Map<string, Person | null>();
  const call = (name: string, person: Person) => {
    const known = byAlias.get(name);
    byAlias.set(name, known === undefined || known === person ? person : null);
  };
  for (const person of persons) {
    for (const mention of person.mentions)
      if (mention.field === field.field) mentions.set(mention.start, { mention, person });
    for (const name of [person.name, ...person.aliases]) call(name.toLowerCase(), person);
    call((person.name.split(' ').at(-1) ?? '').toLowerCase(), person);
  }
  const common = new Set<string>();
  for (const paragraph of field.paragraphs)
    for (const sentence of paragraph.sentences)
      for (const token of sentence.tokens) if (/^\p{Ll}/u.test(token.text)) common.add(token.text);
  return { mentions, byAlias, common };
}

/** The items of a paragraph, in text order; `spans` are those that touch it. */
export function itemsOf(
  field: FieldText,
  paragraph: Paragraph,
  spans: readonly Span[],
  names: Names,
): readonly Item[] {
  const tokens = paragraph.sentences.flatMap((sentence) => sentence.tokens);
  const items: Item[] = [];
  let s = 0;
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i] as Token;
    while ((spans[s]?.to ?? Infinity) <= token.start) s += 1;
    const span = spans[s];
    const limit = span?.from ?? Infinity;
    if (span && token.start >= limit) {
      items.push(itemOf('quote', '', token.start, Math.min(span.to, paragraph.end), null, span));
      while ((tokens[i]?.start ?? Infinity) < span.to) i += 1;
      continue;
    }
    const named = names.mentions.get(token.start);
    const runEnd = named
      ? named.mention.end
      : nameEnd(tokens, i, limit, names, items.length === 0 || isStop(items.at(-1)));
    if (runEnd > token.start) {
      const text = field.text.slice(token.start, runEnd);
      const person = named?.person ?? names.byAlias.get(text.toLowerCase()) ?? null;
      items.push(itemOf(person ? 'person' : 'name', text, token.start, runEnd, person, null));
      while ((tokens[i]?.start ?? Infinity) < runEnd) i += 1;
    } else {
      items.push(itemOf('word', token.text, token.start, token.end, null, null));
      i += 1;
    }
  }
  return items;
}

function itemOf(
  kind: Item['kind'],
  text: string,
  start: number,
  end: number,
  person: Person | null,
  span: Span | null,
): Item {
  return { kind, text, lower: text.toLowerCase().replaceAll('’', "'"), start, end, person, span };
}

export function isStop(item: Item | undefined): boolean {
  return item?.kind === 'word' && /^(?:[.!?…]|\.{2,})$/.test(item.text);
}

const CAPITAL = /^\p{Lu}(?:[\p{L}\p{M}\p{N}'’.&-]*)$/u;
const PARTICLE = /^(?:de|van|von|der|den|bin|ibn|al|el|la|di|da|del|du|dos)$/;

/** The end of the run of capitalised words that starts at token i; i itself if it is not a name. */
function nameEnd(
  tokens: readonly Token[],
  i: number,
  limit: number,
  names: Names,
  opensSentence: boolean,
): number {
  const first = tokens[i] as Token;
  if (!isNameWord(first) || titles.has(first.text.toLowerCase())) return first.start;
  let end = first.end;
  let last = i;
  for (let j = i + 1; j < tokens.length; j += 1) {
    const token = tokens[j] as Token;
    if (token.start >= limit || names.mentions.has(token.start)) break;
    if (isNameWord(token)) {
      end = token.end;
      last = j;
    } else if (!PARTICLE.test(token.text) || j > last + 2) break;
  }
  const word = first.text.toLowerCase();
  return opensSentence && last === i && (names.common.has(word) || isRole(word)) ? first.start : end;
}

function isNameWord(token: Token): boolean {
  return CAPITAL.test(token.text) && !notNames.has(token.text.toLowerCase());
}
