import labelWords from './label-words.json' with { type: 'json' };
import type { Element } from '../parse-markup.ts';

/**
 * Whether an element's own name, role or class says that it is furniture: navigation, sharing, comments, related
 * stories, captions, forms. An element with more than half of the page's paragraphs is never cut for a class name,
 * since themes put such words on whole pages.
 *
 * @param share the share of the page's paragraph text that the element holds, 0 to 1
 */
export function isBoilerplate(element: Element, share: number): boolean {
  const { name, attributes } = element;
  if (keptTags.has(name)) return false;
  if (furnitureTags.has(name)) return share < 0.5;
  if (
    /^(?:navigation|complementary|contentinfo|search|menu|menubar|toolbar|dialog|alertdialog|alert|banner|button|tablist|note|figure)$/i.test(
      attributes['role'] ?? '',
    )
  ) {
    return share < 0.5;
  }
  const label = labelOf(element);
  if (label === '') return false;
  if (comments.test(label)) return share < 0.8;
  if (share > 0.5 || content.test(label)) return false;
  return furniture.test(label);
}

/** Whether readers do not see it. */
export function isHidden({ attributes }: Element): boolean {
  if (attributes['hidden'] !== undefined && attributes['hidden'] !== 'until-found') return true;
  if (attributes['aria-hidden'] === 'true') return true;
  const style = attributes['style'];
  return style !== undefined && /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style);
}

const keptTags = new Set([
  'html',
  'body',
  'main',
  'p',
  'a',
  'span',
  'em',
  'strong',
  'b',
  'i',
  'h1',
  'td',
  'tr',
  'tbody',
]);
const furnitureTags = new Set([
  'aside',
  'figcaption',
  'form',
  'fieldset',
  'address',
  'details',
  'amp-sidebar',
  'figure',
  'header',
]);

/** Class and id in lower case, camelCase split, with single hyphens between and around the words. */
export function labelOf({ attributes }: Element): string {
  const label = `${attributes['class'] ?? ''} ${attributes['id'] ?? ''} ${attributes['data-component'] ?? ''} ${attributes['data-testid'] ?? ''}`;
  if (label.length <= 3) return '';
  return `-${label
    .slice(0, 500)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')}-`;
}

const comments = words(labelWords.comments);
const content = words(labelWords.content);
const furniture = words(Object.values(labelWords.furniture).flat());

function words(alternatives: readonly string[]): RegExp {
  return new RegExp(`-(?:${alternatives.join('|')})-`);
}
