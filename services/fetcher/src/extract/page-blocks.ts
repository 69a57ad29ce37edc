import type { Element } from '../text/parse-markup.ts';
import { tidyLine } from '../text/plain-text.ts';
import { isBoilerplate, isHidden, type TextStats } from './boilerplate.ts';

/** A run of text without a line break: a paragraph, heading, list item or cell. */
export interface Block {
  /** Position among the page's blocks. */
  readonly index: number;
  readonly text: string;
  /** The block-level element that contains it. */
  readonly element: Element;
  /** Characters of the text inside links. */
  readonly linkLength: number;
  /** Characters in bold or italics. */
  readonly emphasisLength: number;
}

/** The blocks of a page in reading order, and the range of blocks inside each container. */
export interface BlockList {
  readonly blocks: readonly Block[];
  /** Index of the first block inside an element, and the index after the last one. */
  readonly ranges: ReadonlyMap<Element, readonly [start: number, end: number]>;
}

/** Whether two elements have the same name and class, and so probably come from one template. */
export function haveSameTemplate(a: Element, b: Element): boolean {
  return a.name === b.name && a.attributes['class'] === b.attributes['class'];
}

/** Splits a page into blocks, without hidden elements, elements that are not text, and furniture. */
export function readBlocks(body: Element): BlockList {
  const blocks: Block[] = [];
  const ranges = new Map<Element, readonly [number, number]>();
  const stats = measure(body);
  const whole = (stats.get(body)?.prose ?? 0) + 1;
  let text = '';
  /** Whether only whitespace follows the last line break in `text`. */
  let atLineStart = false;
  let linkLength = 0;
  let emphasisLength = 0;

  /** Examines only the new text: examining all of it after each line break would take quadratic time. */
  function append(more: string) {
    text += more;
    const blanks = more.slice(more.trimEnd().length);
    atLineStart = blanks.includes('\n') || (atLineStart && blanks.length === more.length);
  }

  function endBlock(element: Element) {
    const tidy = tidyLine(text);
    if (tidy !== '') blocks.push({ index: blocks.length, text: tidy, element, linkLength, emphasisLength });
    text = '';
    atLineStart = false;
    linkLength = 0;
    emphasisLength = 0;
  }

  function visit(parent: Element, owner: Element, inLink: boolean, emphasised: boolean) {
    for (const child of parent.children) {
      if (typeof child === 'string') {
        append(child);
        const length = child.trim().length;
        if (inLink) linkLength += length;
        if (emphasised) emphasisLength += length;
        continue;
      }
      if (skipped.has(child.name) || isHidden(child)) continue;
      const childStats = stats.get(child) ?? nothing;
      if (isBoilerplate(child, childStats, childStats.prose / whole)) {
        endBlock(owner);
        continue;
      }
      if (child.name === 'br') {
        if (atLineStart) endBlock(owner);
        else append('\n');
        continue;
      }
      const isBlock = !inline.has(child.name);
      if (isBlock) endBlock(owner);
      const start = blocks.length;
      visit(
        child,
        isBlock ? child : owner,
        inLink || isLink(child),
        emphasised || ['b', 'strong', 'i', 'em'].includes(child.name),
      );
      if (isBlock) {
        endBlock(child);
        ranges.set(child, [start, blocks.length]);
      } else if (child.name === 'td' || child.name === 'th') append(' ');
    }
  }

  visit(body, body, false, false);
  endBlock(body);
  ranges.set(body, [0, blocks.length]);
  return { blocks, ranges };
}

const skipped = new Set(
  'script style noscript template iframe object embed svg canvas audio video picture img input select textarea button option dialog head meta link title map menu math'.split(
    ' ',
  ),
);

const inline = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr nobr amp-ad'.split(
    ' ',
  ),
);

/** Anchors within the page and links used as buttons do not count. */
function isLink({ name, attributes }: Element): boolean {
  return name === 'a' && !/^\s*(?:#|javascript:|$)/i.test(attributes['href'] ?? '');
}

const nothing: TextStats = { prose: 0, linked: 0, all: 0 };

/** A run of text this long is prose even outside `<p>`, which not every page uses. */
const PROSE_CHARACTERS = 80;

function measure(body: Element): ReadonlyMap<Element, TextStats> {
  const stats = new Map<Element, TextStats>();
  function visit(element: Element, inParagraph: boolean, inLink: boolean): TextStats {
    const sum = { prose: 0, linked: 0, all: 0 };
    for (const child of element.children) {
      if (typeof child === 'string') {
        const length = child.trim().length;
        sum.all += length;
        if (inLink) sum.linked += length;
        else if (inParagraph || length >= PROSE_CHARACTERS) sum.prose += length;
      } else if (!skipped.has(child.name)) {
        const inner = visit(child, inParagraph || child.name === 'p', inLink || isLink(child));
        sum.prose += inner.prose;
        sum.linked += inner.linked;
        sum.all += inner.all;
      }
    }
    stats.set(element, sum);
    return sum;
  }
  visit(body, false, false);
  return stats;
}
