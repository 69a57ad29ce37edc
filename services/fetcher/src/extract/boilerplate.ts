import type { Element } from '../text/parse-markup.ts';
import { saysComments, saysContent, saysFurniture, saysFurnitureAlone } from './labels.ts';

/** What an element holds, in characters. */
export interface TextStats {
  /** Text of paragraphs, or long runs of text outside them, not in links. */
  readonly prose: number;
  readonly linked: number;
  readonly all: number;
}

/**
 * Whether an element's own name, role or class says that it is furniture: navigation, sharing, comments, related
 * stories, captions, forms. The more of the page's prose an element holds, the stronger the word must be, since themes
 * put such words on whole pages.
 *
 * @param share the share of the page's prose that the element holds, 0 to 1
 */
export function isBoilerplate(element: Element, stats: TextStats, share: number): boolean {
  const { name, attributes } = element;
  if (keptTags.has(name)) return false;
  if (furnitureTags.has(name)) return share < 0.3;
  if (furnitureRoles.has(attributes['role']?.toLowerCase() ?? '')) return share < 0.3;
  if (saysComments(element)) return share < 0.8;
  if (share > 0.5 || saysContent(element)) return false;
  if (saysFurniture(element)) return share < 0.15 || stats.linked > 0.2 * stats.all;
  return saysFurnitureAlone(element) && (share < 0.05 || stats.linked > 0.4 * stats.all);
}

/** Whether readers do not see it. */
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
