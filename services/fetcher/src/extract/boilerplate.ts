import type { Element } from '../text/parse-markup.ts';
import { isLabelledComments, isLabelledContent, isLabelledFurniture, mayBeFurniture } from './labels.ts';

/** An element's text by kind, in characters. */
export interface TextStats {
  /** Text outside links, in paragraphs or in long runs of text. */
  readonly prose: number;
  readonly linked: number;
  readonly all: number;
}

/**
 * Whether an element's name, role or class marks it as furniture: navigation, sharing, comments, related
 * stories, captions, forms. Themes put such words on whole pages, so an element with more prose needs a
 * stronger word.
 *
 * @param share the element's share of the page's prose, 0 to 1
 */
export function isBoilerplate(element: Element, stats: TextStats, share: number): boolean {
  const { name, attributes } = element;
  if (keptTags.has(name)) return false;
  if (furnitureTags.has(name)) return share < 0.3;
  if (furnitureRoles.has(attributes['role']?.toLowerCase() ?? '')) return share < 0.3;
  if (isLabelledComments(element)) return share < 0.8;
  if (share > 0.5 || isLabelledContent(element)) return false;
  if (isLabelledFurniture(element)) return share < 0.15 || stats.linked > 0.2 * stats.all;
  return mayBeFurniture(element) && (share < 0.05 || stats.linked > 0.4 * stats.all);
}

/** Whether the element is invisible to readers. */
export function isHidden({ attributes }: Element): boolean {
  if (attributes['hidden'] !== undefined && attributes['hidden'] !== 'until-found') return true;
  if (attributes['aria-hidden'] === 'true') return true;
  const style = attributes['style'];
  return style !== undefined && /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style);
}

const keptTags = new Set(['html', 'body', 'main', 'a', 'em', 'strong', 'b', 'i', 'h1', 'td', 'tr', 'tbody']);
const furnitureTags = new Set(
  'aside figcaption form fieldset address details figure header nav footer amp-sidebar amp-lightbox'.split(
    ' ',
  ),
);
const furnitureRoles = new Set(
  'navigation complementary contentinfo search menu menubar toolbar dialog alertdialog alert banner button tablist figure'.split(
    ' ',
  ),
);
