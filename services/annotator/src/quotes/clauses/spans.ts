import type { FieldText, Paragraph } from '../../text.ts';
import { elisions } from './vocabulary.ts';

/** A run of quoted words; offsets are UTF-16 code units into the field, end exclusive. */
export interface Span {
  /** First unit of the opening mark. */
  readonly from: number;
  /** After the closing mark, or the end of the paragraph if there is none. */
  readonly to: number;
  /** First unit inside the marks. */
  readonly start: number;
  /** After the last unit inside the marks. */
  readonly end: number;
}

/**
 * Pairs the opening and closing marks of a field. Single marks count in a text that has more of them than
 * double ones. A mark without a partner ends with its paragraph or is ignored. Linear.
 */
export function findSpans(field: FieldText): readonly Span[] {
  const double = pair(field, doubleMarks);
  const single = pair(field, singleMarks);
  const loneSingle = within(single, double, false);
  const loneDouble = within(double, single, false);
  if (loneSingle.length <= loneDouble.length) return double;
  return [...single, ...loneDouble].sort((a, b) => a.from - b.from);
}

/** Spans of `inner` that are inside (or, with false, outside) those of `outer`; both in text order. */
function within(inner: readonly Span[], outer: readonly Span[], inside: boolean): readonly Span[] {
  let o = 0;
  return inner.filter((span) => {
    while ((outer[o]?.to ?? Infinity) <= span.from) o += 1;
    return (outer[o]?.from ?? Infinity) <= span.from === inside;
  });
}

/** A quotation mark, and whether it can open or close there. */
interface Mark {
  readonly at: number;
  readonly length: number;
  readonly kind: string;
  readonly opens: boolean;
  readonly closes: boolean;
}

type ReadMarks = (text: string, paragraph: Paragraph) => readonly Mark[];

function pair(field: FieldText, read: ReadMarks): readonly Span[] {
  const spans: Span[] = [];
  let open: Mark | null = null;
  let lastEnd = 0;
  for (const [p, paragraph] of field.paragraphs.entries()) {
    let marks = read(field.text, paragraph);
    const first = marks[0];
    if (open) {
      if (first?.at === paragraph.start && first.opens && !isLabelled(field.text, paragraph))
        marks = marks.slice(1);
      else {
        spans.push(spanOf(open, { at: lastEnd, length: 0 }));
        open = null;
      }
    }
    const carried: Mark | null = open;
    const found = pairParagraph(marks, carried);
    for (const span of found.spans) spans.push(span);
    open = found.open;
    lastEnd = paragraph.end;
    if (open && !goesOn(field, p, open, read)) {
      if (open === carried || startsSpeech(field.text, paragraph, open))
        spans.push(spanOf(open, { at: lastEnd, length: 0 }));
      open = null;
    }
  }
  if (open) spans.push(spanOf(open, { at: lastEnd, length: 0 }));
  return spans.filter((span) =>
    /[\p{L}\p{N}]/u.test(field.text.slice(span.start, Math.min(span.end, span.start + 200))),
  );
}

/** A speech of several paragraphs has an opening mark in each and a closing mark only in the last. */
function goesOn(field: FieldText, p: number, open: Mark, read: ReadMarks): boolean {
  const next = field.paragraphs[p + 1];
  if (!next) return false;
  const head = read(field.text, { ...next, end: Math.min(next.end, next.start + 3) })[0];
  return head?.at === next.start && head.kind === open.kind;
}

/** A mark that is never closed counts only where speech is certain to start; elsewhere it is an error. */
function startsSpeech(text: string, paragraph: Paragraph, open: Mark): boolean {
  return (
    open.at === paragraph.start ||
    /[:,]\s?$/.test(text.slice(Math.max(paragraph.start, open.at - 2), open.at))
  );
}

/** A transcript names the next speaker inside the marks: `"WALLACE: …`. */
function isLabelled(text: string, paragraph: Paragraph): boolean {
  return /^.{1,2}\p{Lu}[\p{Lu} .'’-]+:/u.test(text.slice(paragraph.start, paragraph.start + 60));
}

function pairParagraph(marks: readonly Mark[], carried: Mark | null): { spans: Span[]; open: Mark | null } {
  const spans: Span[] = [];
  const stack: Mark[] = carried ? [carried] : [];
  for (const [i, mark] of marks.entries()) {
    const top = stack.at(-1);
    if (!top) {
      if (mark.opens) stack.push(mark);
    } else if (mark.closes && (mark.kind === top.kind || !closesLater(marks, i, top))) {
      stack.pop();
      if (stack.length === 0) spans.push(spanOf(top, mark));
    } else if (mark.opens && stack.length < 3) stack.push(mark);
  }
  const [bottom, inner] = stack;
  if (!bottom || !inner) return { spans, open: bottom ?? null };
  return { spans: [...spans, ...flat(marks.filter((mark) => mark.at >= bottom.at))], open: null };
}

/**
 * Whether a mark of the opening kind follows, so that this mark of another kind belongs to a quote inside.
 */
function closesLater(marks: readonly Mark[], i: number, top: Mark): boolean {
  return marks.slice(i + 1, i + 4).some((mark) => mark.kind === top.kind && mark.closes);
}

/** For unbalanced marks: pairs each opening mark with the next closing one. */
function flat(marks: readonly Mark[]): readonly Span[] {
  const spans: Span[] = [];
  let open: Mark | null = null;
  for (const mark of marks) {
    if (mark.closes && open) {
      spans.push(spanOf(open, mark));
      open = null;
    } else if (mark.opens) open = mark;
  }
  return spans;
}

function spanOf(open: Mark, close: { readonly at: number; readonly length: number }): Span {
  return { from: open.at, start: open.at + open.length, end: close.at, to: close.at + close.length };
}

const DOUBLE = /["“”„«»]|``|''/g;
const KINDS: Readonly<Record<string, string>> = {
  '“': '“',
  '”': '“',
  '„': '“',
  '«': '«',
  '»': '«',
  '``': '`',
  "''": '`',
};

function doubleMarks(text: string, paragraph: Paragraph): readonly Mark[] {
  return Array.from(text.slice(paragraph.start, paragraph.end).matchAll(DOUBLE), (match) => {
    const at = paragraph.start + match.index;
    const length = match[0].length;
    const kind = KINDS[match[0]] ?? '"';
    const fixed = kind === '«' || match[0] === '``' || match[0] === '„' || match[0] === '“';
    if (!fixed) return { at, length, kind, ...context(text, at, length) };
    return { at, length, kind, opens: match[0] !== '»', closes: match[0] === '»' };
  });
}

/**
 * A straight mark opens after a space or bracket and before a word; it closes after a word or stop. Inch
 * marks do neither.
 */
function context(text: string, at: number, length: number): { opens: boolean; closes: boolean } {
  const before = text[at - 1] ?? ' ';
  const after = text[at + length] ?? ' ';
  if (/\d/.test(before) && /['’′]\d+$/.test(text.slice(Math.max(0, at - 4), at)))
    return { opens: false, closes: false };
  const opens = /[\s([{—–\-:'‘“/]/.test(before) && /\S/.test(after);
  const closes = /\S/.test(before) && !/[\p{L}\p{N}]/u.test(after);
  return { opens, closes: closes || !opens };
}

const SINGLE = /[‘’'`]/g;

function singleMarks(text: string, paragraph: Paragraph): readonly Mark[] {
  const marks: Mark[] = [];
  for (const match of text.slice(paragraph.start, paragraph.end).matchAll(SINGLE)) {
    const at = paragraph.start + match.index;
    const before = text[at - 1] ?? ' ';
    const after = text[at + 1] ?? ' ';
    const opens = /[\s([{—–"“]/.test(before) && /[\p{L}\p{N}["“…£$€]/u.test(after) && !isElision(text, at);
    const closes = /[\p{L}\p{N}.,?!…;—–)\]"”%]/u.test(before) && !/[\p{L}\p{N}]/u.test(after);
    if ((opens && match[0] !== '’') || (closes && match[0] !== '‘' && !isPossessive(before, after)))
      marks.push({ at, length: 1, kind: "'", opens, closes });
  }
  return marks;
}

function isElision(text: string, at: number): boolean {
  const word = /^[\p{L}\p{N}]+/u.exec(text.slice(at + 1, at + 12))?.[0].toLowerCase() ?? '';
  return text[at] !== '‘' && (elisions.has(word) || /^\d\ds?$/.test(word));
}

/** `the voters’ choice`: a plural's apostrophe, not a closing mark. */
function isPossessive(before: string, after: string): boolean {
  return before === 's' && after === ' ';
}
