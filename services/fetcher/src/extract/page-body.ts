import type { Element } from '../text/parse-markup.ts';
import { keepArticleBlocks } from './block-filter.ts';
import { isLabelledContent } from './labels.ts';
import { readBlocks, haveSameTemplate, type Block, type BlockList } from './page-blocks.ts';
import type { PageDocument } from './page-document.ts';

/** The article's text, one line per paragraph; empty when the page has none. */
export function findBody(page: PageDocument, title: string): string {
  const body = page.elements.find(({ name }) => name === 'body') ?? page.root;
  const list = weigh(readBlocks(body));
  const container = findContainer(body, list);
  const blocks = withNeighbours(container, body, list);
  return keepArticleBlocks(blocks, list.ranges, title)
    .map(({ text }) => text)
    .join('\n');
}

/** Blocks, and how much they weigh as running text. */
interface Weighed extends BlockList {
  /** Total over all blocks inside an element. */
  readonly weight: (element: Element) => number;
  readonly length: (element: Element) => number;
  readonly linked: (element: Element) => number;
}

function weigh(list: BlockList): Weighed {
  function sumOf(value: (block: Block) => number): (element: Element) => number {
    const sums = [0];
    for (const block of list.blocks) sums.push((sums[sums.length - 1] ?? 0) + value(block));
    return (element) => {
      const [start, end] = list.ranges.get(element) ?? [0, 0];
      return (sums[end] ?? 0) - (sums[start] ?? 0);
    };
  }
  return {
    ...list,
    weight: sumOf(weightOf),
    length: sumOf(({ text }) => text.length),
    linked: sumOf(({ linkLength }) => linkLength),
  };
}

/** Running text weighs about its length; links, labels and short lines weigh little. */
function weightOf({ text, linkLength, element }: Block): number {
  const length = text.length;
  const prose = Math.max(0, 1 - (1.5 * linkLength) / length);
  const sentences = /[.!?…。]["'”’)]?(?:\s|$)/.test(text);
  const shape = sentences ? 1 : weightOfLength(length);
  return ((length * length) / (length + 100)) * prose * prose * shape * weightOfKind(element.name);
}

/** For a block without a sentence, in UTF-16 code units: short ones are labels. */
function weightOfLength(length: number): number {
  if (length > 80) return 1;
  return length > 40 ? 0.4 : 0.1;
}

function weightOfKind(elementName: string): number {
  if (elementName === 'li' || elementName === 'td') return 0.6;
  return /^h\d$/.test(elementName) ? 0.3 : 1;
}

/** The share of its parent's weight that a child needs for the search to descend into it. */
const DESCENT_SHARE = 0.65;
/** The share of the weight that an element needs before its claim to be the article's body is trusted. */
const DECLARED_SHARE = 0.6;

/**
 * The element that contains most of the article: follows the heaviest child until the text spreads over
 * several children. An element inside that is labelled as the article's body is preferred.
 */
function findContainer(body: Element, list: Weighed): Element {
  let container = body;
  for (;;) {
    const heaviest = heaviestChild(container, list);
    if (!heaviest || list.weight(heaviest) < DESCENT_SHARE * list.weight(container) || isLeaf(heaviest, list))
      break;
    if (paragraphWeight(container, list) > 0.05 * list.weight(container)) break;
    container = heaviest;
  }
  const declared = declaredBodies(container, list).filter(
    (element) => list.weight(element) > DECLARED_SHARE * list.weight(container),
  );
  return declared.sort((a, b) => list.weight(b) - list.weight(a))[0] ?? container;
}

function heaviestChild(parent: Element, list: Weighed): Element | null {
  let best: Element | null = null;
  for (const child of parent.children) {
    if (typeof child !== 'string' && (best === null || list.weight(child) > list.weight(best))) best = child;
  }
  return best;
}

/** Weight of the paragraphs directly inside: where they appear, the article's text has started. */
function paragraphWeight(container: Element, list: Weighed): number {
  let sum = 0;
  for (const child of container.children)
    if (typeof child !== 'string' && child.name === 'p') sum += list.weight(child);
  return sum;
}

/** A paragraph, a quotation or a list is never the container, however much text it has. */
function isLeaf(element: Element, { ranges }: BlockList): boolean {
  const [start, end] = ranges.get(element) ?? [0, 0];
  return end - start < 2 || ['blockquote', 'ul', 'ol', 'dl', 'pre', 'p'].includes(element.name);
}

function declaredBodies(container: Element, { ranges }: BlockList): Element[] {
  const [from, to] = ranges.get(container) ?? [0, 0];
  return [...ranges].flatMap(([element, [start, end]]) =>
    start >= from && end <= to && end - start > 1 && isLabelledContent(element) ? [element] : [],
  );
}

/**
 * The container's blocks and those beside it that belong to the article: the lead between headline and text,
 * and further sections that are heavy or similar.
 */
function withNeighbours(container: Element, body: Element, list: Weighed): readonly Block[] {
  const ranges = [list.ranges.get(container) ?? [0, 0]];
  const headline = list.blocks.findIndex(({ element }) => element.name === 'h1');
  const ownWeight = list.weight(container);
  for (let inner = container; inner !== body && inner.parent; inner = inner.parent) {
    const at = inner.parent.children.indexOf(inner);
    inner.parent.children.forEach((sibling, index) => {
      if (typeof sibling === 'string' || index === at) return;
      const range = list.ranges.get(sibling);
      if (!range || range[0] === range[1]) return;
      const weight = list.weight(sibling);
      const isProse =
        weight > 0.35 * list.length(sibling) && list.linked(sibling) < 0.15 * list.length(sibling);
      if (!isProse) return;
      const before = index < at && headline >= 0 && range[1] > headline + 1;
      const same = inner === container && haveSameTemplate(sibling, container);
      if (before || weight > Math.min(0.15 * ownWeight, SECTION_WEIGHT) || same) ranges.push(range);
    });
  }
  ranges.sort(([a], [b]) => a - b);
  return ranges.flatMap(([start, end]) => list.blocks.slice(start, end));
}

/** The weight of a few paragraphs; notes about the author and teasers weigh less. */
const SECTION_WEIGHT = 600;
