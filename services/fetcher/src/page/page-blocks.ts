import type { Element } from '../parse-markup.ts';
import { tidyLine } from '../plain-text.ts';
import { isBoilerplate, isHidden } from './boilerplate.ts';

/** A run of text without a line break of its own: a paragraph, heading, list item or cell. */
export interface Block {
  readonly text: string;
  /** The block-level element that holds it. */
  readonly element: Element;
  /** Characters of the text inside links. */
  readonly linkLength: number;
  /** Characters in bold or italics. */
  readonly emphasisLength: number;
}

/** The blocks of a page in reading order, and which of them each container holds. */
export interface BlockList {
  readonly blocks: readonly Block[];
  /** Indexes of the first block and after the last block inside an element. */
  readonly ranges: ReadonlyMap<Element, readonly [start: number, end: number]>;
}

/** Cuts a page into blocks, leaving out what is not shown, no text, or furniture by its own name. */
export function readBlocks(body: Element): BlockList {
  const blocks: Block[] = [];
  const ranges = new Map<Element, readonly [number, number]>();
  const paragraphText = measureParagraphs(body);
  const whole = paragraphText.get(body) ?? 0;
  let text = '';
  let linkLength = 0;
  let emphasisLength = 0;

  function endBlock(element: Element) {
    const tidy = tidyLine(text);
    if (tidy !== '') blocks.push({ text: tidy, element, linkLength, emphasisLength });
    text = '';
    linkLength = 0;
    emphasisLength = 0;
  }

  function visit(parent: Element, owner: Element, inLink: boolean, emphasised: boolean) {
    for (const child of parent.children) {
      if (typeof child === 'string') {
        text += child;
        const length = child.trim().length;
        if (inLink) linkLength += length;
        if (emphasised) emphasisLength += length;
        continue;
      }
      if (skipped.has(child.name) || isHidden(child)) continue;
      if (isBoilerplate(child, (paragraphText.get(child) ?? 0) / (whole + 1))) {
        endBlock(owner);
        continue;
      }
      if (child.name === 'br') {
        if (/\n\s*$/.test(text)) endBlock(owner);
        else text += '\n';
        continue;
      }
      const isBlock = !inline.has(child.name);
      if (isBlock) endBlock(owner);
      const start = blocks.length;
      visit(
        child,
        isBlock ? child : owner,
        inLink || child.name === 'a',
        emphasised || ['b', 'strong', 'i', 'em'].includes(child.name),
      );
      if (isBlock) {
        endBlock(child);
        ranges.set(child, [start, blocks.length]);
      } else if (child.name === 'td' || child.name === 'th') text += ' ';
    }
  }

  visit(body, body, false, false);
  endBlock(body);
  ranges.set(body, [0, blocks.length]);
  return { blocks, ranges };
}

const skipped = new Set(
  'script style noscript template iframe object embed svg canvas audio video picture img input select textarea button option dialog head meta link title map nav footer menu math'.split(
    ' ',
  ),
);

const inline = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr nobr amp-ad'.split(
    ' ',
  ),
);

/** How much of a page's paragraphs each element holds, in characters: the guard against cutting the article away by a class name. */
function measureParagraphs(body: Element): ReadonlyMap<Element, number> {
  const lengths = new Map<Element, number>();
  function measure(element: Element, inParagraph: boolean): number {
    let length = 0;
    for (const child of element.children) {
      if (typeof child === 'string') length += inParagraph ? child.trim().length : 0;
      else if (!skipped.has(child.name)) length += measure(child, inParagraph || child.name === 'p');
    }
    lengths.set(element, length);
    return length;
  }
  measure(body, false);
  return lengths;
}
