import type { Element } from '../parse-markup.ts';
import { labelOf } from './boilerplate.ts';
import { keepArticleBlocks } from './block-filter.ts';
import { readBlocks, type Block, type BlockList } from './page-blocks.ts';
import type { PageDocument } from './page-document.ts';

/** The article's text, one line per paragraph; empty when the page has none. */
export function findBody(page: PageDocument, title: string): string {
  const body = page.elements.find(({ name }) => name === 'body') ?? page.root;
  const list = readBlocks(body);
  const container = findContainer(body, list);
  const [start, end] = list.ranges.get(container) ?? [0, 0];
  return keepArticleBlocks(list.blocks.slice(start, end), title)
    .map(({ text }) => text)
    .join('\n');
}

/**
 * The element that holds the article: from the body downwards, follow the child with nearly all of the weight of running
 * text, until the text spreads over several children; then a container that says it is the article's body, if it holds
 * most of what was found.
 */
function findContainer(body: Element, list: BlockList): Element {
  const sums = prefixSums(list.blocks.map(weightOf));
  const weight = (element: Element) => {
    const [start, end] = list.ranges.get(element) ?? [0, 0];
    return (sums[end] ?? 0) - (sums[start] ?? 0);
  };
  let container = body;
  for (;;) {
    const total = weight(container);
    const heaviest = heaviestChild(container, weight);
    if (!heaviest || weight(heaviest) < 0.8 * total || isLeaf(heaviest, list)) break;
    container = heaviest;
  }
  const declared = declaredBodies(container, list).filter(
    (element) => weight(element) > 0.6 * weight(container),
  );
  return declared.sort((a, b) => weight(b) - weight(a))[0] ?? container;
}

/** Running text weighs its length; links, labels and short lines weigh little. */
function weightOf({ text, linkLength, element }: Block): number {
  const length = text.length;
  const prose = Math.max(0, 1 - (1.5 * linkLength) / length);
  const sentences = (text.match(/[.!?…。]["'”’)]?(?:\s|$)/g) ?? []).length;
  const shape = length > 80 || sentences > 0 ? 1 : length > 40 ? 0.4 : 0.1;
  const kind = element.name === 'li' || element.name === 'td' ? 0.6 : /^h\d$/.test(element.name) ? 0.3 : 1;
  return length * prose * prose * shape * kind;
}

function prefixSums(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push((sums[sums.length - 1] ?? 0) + value);
  return sums;
}

function heaviestChild(parent: Element, weight: (element: Element) => number): Element | null {
  let best: Element | null = null;
  for (const child of parent.children) {
    if (typeof child !== 'string' && (best === null || weight(child) > weight(best))) best = child;
  }
  return best;
}

/** A single paragraph is no container. */
function isLeaf(element: Element, { ranges }: BlockList): boolean {
  const [start, end] = ranges.get(element) ?? [0, 0];
  return end - start < 2;
}

function declaredBodies(container: Element, { ranges }: BlockList): Element[] {
  const [from, to] = ranges.get(container) ?? [0, 0];
  return [...ranges].flatMap(([element, [start, end]]) =>
    start >= from && end <= to && end - start > 1 && saysItIsTheBody(element) ? [element] : [],
  );
}

function saysItIsTheBody(element: Element): boolean {
  return (
    /articleBody/i.test(element.attributes['itemprop'] ?? '') ||
    /-(?:article|story|post|entry|news)-?(?:body|content|text|copy)-/.test(labelOf(element))
  );
}
