import { isStop, type Item } from './clauses/items.ts';
import type { Span } from './clauses/spans.ts';
import { cueAt } from './clauses/cues.ts';

/** A sentence with its quotes as single items: stops inside the marks do not end it. */
export type Skeleton = readonly Item[];

/** Splits a paragraph's items into sentences. `text` is the field of their offsets. */
export function skeletonsOf(items: readonly Item[], text: string): readonly Skeleton[] {
  const sentences: Skeleton[] = [];
  let from = 0;
  for (let i = 0; i < items.length; i += 1) {
    if (!endsSentence(items, i, text)) continue;
    sentences.push(items.slice(from, i + 1));
    from = i + 1;
  }
  if (from < items.length) sentences.push(items.slice(from));
  return sentences;
}

function endsSentence(items: readonly Item[], i: number, text: string): boolean {
  const item = items[i];
  const next = items[i + 1];
  if (!item || !next) return true;
  if (item.kind !== 'quote' && !isStop(item) && !isClosing(item)) return false;
  const lowerNext = next.kind === 'word' && !/^\p{Lu}/u.test(next.text);
  if (isStop(item)) return !isStop(next) && !lowerNext && !isClosing(next);
  if (isClosing(item) && isStop(items[i - 1])) return !lowerNext;
  if (item.kind !== 'quote' || !item.span) return false;
  const last = lastChar(text, item.span);
  if (!/[.!?…]/.test(last) || (lowerNext && !/^["'‘“(\d]/.test(next.text))) return false;
  return next.kind === 'quote' || !isTag(items, i + 1, last === '.');
}

function isClosing(item: Item): boolean {
  return item.text === ')' || item.text === ']';
}

/**
 * Whether the words after a closed quote are its tag: `Graham asked`. After a full stop they must be the
 * whole sentence.
 */
function isTag(items: readonly Item[], from: number, strict: boolean): boolean {
  for (let i = from + 1; i < Math.min(items.length, from + 7); i += 1) {
    const item = items[i];
    if (item?.kind === 'quote' || isStop(item)) return false;
    const cue = cueAt(items, i);
    if (!cue) continue;
    if (cue.verbClass !== 'say' || cue.form === 'ing') return false;
    const after = items[cue.last + 1];
    return !strict || !after || isStop(after);
  }
  return false;
}

/** The last character that is not a quotation mark or a space, also of quotes inside it. */
export function lastChar(text: string, span: Span): string {
  return (
    /[^\s'"‘’“”)\]](?=[\s'"‘’“”)\]]*$)/u.exec(
      text.slice(Math.max(span.start, span.end - 8), span.end),
    )?.[0] ?? ''
  );
}
