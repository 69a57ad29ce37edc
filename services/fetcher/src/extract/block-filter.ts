import linePatterns from './line-patterns.json' with { type: 'json' };
import type { Element } from '../text/parse-markup.ts';
import { haveSameTemplate, type Block, type BlockList } from './page-blocks.ts';

/** The blocks of an article's container that belong to its text. */
export function keepArticleBlocks(
  blocks: readonly Block[],
  ranges: BlockList['ranges'],
  title: string,
): readonly Block[] {
  const folded = fold(title);
  const articles = withoutForeignSections(withoutCards(blocks, ranges), ranges);
  const kept = articles.filter((block) => !isFurniture(block) && fold(block.text) !== folded);
  return withoutEchoes(withoutEnding(kept));
}

/** This many similar siblings that share a line are cards. */
const CARDS_IN_ROW = 5;
/** The share of an element's sections that must be similar. */
const CARDS_SHARE = 0.8;
/** Items of lists and tables repeat words without being cards. */
const listed = new Set(['li', 'tr', 'tbody', 'dd']);
/** Maximum length of a card; sections of an article are longer. */
const CARD_CHARACTERS = 500;

/** Removes rows of cards (people, products, teasers): short, similar siblings that share a label. */
function withoutCards(blocks: readonly Block[], ranges: BlockList['ranges']): readonly Block[] {
  const textAt = new Map(blocks.map(({ index, text }) => [index, text]));
  const dropped = new Set<number>();
  for (const { children } of ranges.keys()) {
    const sections = children.filter(
      (child): child is Element => typeof child !== 'string' && isSection(ranges.get(child)),
    );
    const [first] = sections;
    if (!first || sections.length < CARDS_IN_ROW || listed.has(first.name)) continue;
    const row = sections.filter((section) => haveSameTemplate(section, first));
    if (row.length < CARDS_IN_ROW || row.length < CARDS_SHARE * sections.length) continue;
    const cards = row.map((card) => linesOf(ranges.get(card), textAt));
    if (!areCards(cards)) continue;
    const start = ranges.get(first)?.[0] ?? 0;
    const end = ranges.get(sections[sections.length - 1] ?? first)?.[1] ?? start;
    for (let index = start; index < end; index += 1) dropped.add(index);
  }
  return blocks.filter(({ index }) => !dropped.has(index));
}

/** Whether each is short and contains a sentence, and all share one line. */
function areCards(cards: readonly (readonly string[])[]): boolean {
  return (
    cards.every(
      (lines) => lines.join('').length <= CARD_CHARACTERS && lines.some((line) => line.length > 60),
    ) && cards[0]?.some((line) => cards.every((lines) => lines.includes(line))) === true
  );
}

type Range = readonly [start: number, end: number];

/** Whether an element holds several blocks. */
function isSection(range: Range | undefined): boolean {
  return range !== undefined && range[1] - range[0] > 1;
}

/** The lines of an element, at most as many as a card can have. */
function linesOf([start, end]: Range = [0, 0], textAt: ReadonlyMap<number, string>): readonly string[] {
  const lines: string[] = [];
  for (let index = start; index < end && lines.length <= CARD_CHARACTERS; index += 1)
    lines.push(textAt.get(index) ?? '');
  return lines;
}

/** Removes sections under headings such as "Related stories", unless they hold much of the text. */
function withoutForeignSections(blocks: readonly Block[], ranges: BlockList['ranges']): readonly Block[] {
  const limit = 0.4 * lengthOf(blocks);
  const dropped = new Set<number>();
  for (const [position, { element, index, text }] of blocks.entries()) {
    if (text.length > 80 || !endings.test(text)) continue;
    const [, end] = sectionOpenedBy(element, index, ranges);
    const section = blocksUntil(end, blocks, position);
    if (lengthOf(section) < limit) for (const block of section) dropped.add(block.index);
  }
  return blocks.filter(({ index }) => !dropped.has(index));
}

/** The blocks from `position` up to index `end`; stops there, as a hostile page can open many sections. */
function blocksUntil(end: number, blocks: readonly Block[], position: number): readonly Block[] {
  let after = position;
  while ((blocks[after]?.index ?? end) < end) after += 1;
  return blocks.slice(position, after);
}

/** The range of the largest element that starts with this heading. */
function sectionOpenedBy(
  heading: Element,
  index: number,
  ranges: BlockList['ranges'],
): readonly [number, number] {
  let section: readonly [number, number] = [index, index + 1];
  for (let element: Element | null = heading; element; element = element.parent) {
    const range = ranges.get(element);
    if (!range || range[0] !== index) break;
    section = range;
  }
  return section;
}

function isFurniture({ text, linkLength, element }: Block): boolean {
  if (element.name === 'h1' || !/[\p{L}\p{N}]/u.test(text)) return true;
  if (wholeLine.test(text)) return true;
  const linked = linkLength / text.length;
  const sentence = /[.!?…。]["'”’)]*$/.test(text);
  if (linked > 0.8 && (text.length < 200 || !sentence)) return true;
  return text.length < 400 && lineStart.test(text);
}

/** Cuts the text at a heading such as "Related stories" when most of the text precedes it. */
function withoutEnding(blocks: readonly Block[]): readonly Block[] {
  const total = lengthOf(blocks);
  let before = 0;
  for (const [index, block] of blocks.entries()) {
    if (block.text.length < 80 && before > 0.6 * total && endings.test(block.text))
      return blocks.slice(0, index);
    before += block.text.length;
  }
  const last = blocks.findLastIndex(({ element, text }) => !/^h\d$/.test(element.name) || text.length > 80);
  return blocks.slice(0, last + 1);
}

/** Galleries and mobile copies repeat paragraphs. */
function withoutEchoes(blocks: readonly Block[]): readonly Block[] {
  const seen = new Set<string>();
  return blocks.filter(({ text }) => {
    if (text.length < 40) return true;
    const repeated = seen.has(text);
    seen.add(text);
    return !repeated;
  });
}

function lengthOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { text }) => sum + text.length, 0);
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const wholeLine = new RegExp(`^[\\s•|▶►*–—-]*(?:${linePatterns.wholeLine.join('|')})[\\s•|.:!]*$`, 'iu');
const lineStart = new RegExp(`^[\\s•|▶►*[(–—-]*(?:${linePatterns.lineStart.join('|')})`, 'iu');
const endings = new RegExp(`^(?:${linePatterns.endings.join('|')})[\\s:.…!?»>]*$`, 'iu');
