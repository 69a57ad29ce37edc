import linePatterns from './line-patterns.json' with { type: 'json' };
import type { Element } from '../parse-markup.ts';
import type { Block, BlockList } from './page-blocks.ts';

/** The blocks of an article's container that belong to its text. */
export function keepArticleBlocks(
  blocks: readonly Block[],
  ranges: BlockList['ranges'],
  title: string,
): readonly Block[] {
  const folded = fold(title);
  const articles = withoutForeignSections(blocks, ranges);
  const kept = articles.filter((block) => !isFurniture(block) && fold(block.text) !== folded);
  return withoutEchoes(withoutEnding(kept));
}

/** Without the boxes that a heading such as "Related stories" or "About the author" opens, unless they hold most of the text. */
function withoutForeignSections(blocks: readonly Block[], ranges: BlockList['ranges']): readonly Block[] {
  const limit = 0.4 * lengthOf(blocks);
  const dropped = new Set<number>();
  for (const { element, index, text } of blocks) {
    if (text.length > 80 || !endings.test(text)) continue;
    const [start, end] = sectionOpenedBy(element, index, ranges);
    const section = blocks.filter((block) => block.index >= start && block.index < end);
    if (lengthOf(section) < limit) for (const block of section) dropped.add(block.index);
  }
  return blocks.filter(({ index }) => !dropped.has(index));
}

/** The blocks of the largest element that begins with this heading. */
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

/**
 * What follows a heading such as "Related stories" or "About the author" is no longer the article, provided that most of
 * the text came before.
 */
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
