import type { Block } from './page-blocks.ts';

/** The blocks of an article's container that belong to its text. */
export function keepArticleBlocks(blocks: readonly Block[], title: string): readonly Block[] {
  return blocks.filter((block) => !isFurniture(block) && block.text !== title);
}

function isFurniture({ text, linkLength, element }: Block): boolean {
  if (element.name === 'h1') return true;
  const linked = linkLength / text.length;
  if (linked > 0.8 && text.length < 200) return true;
  return false;
}
