import type { Element } from '../text/parse-markup.ts';
import labelWords from './label-words.json' with { type: 'json' };

/** Whether class or id mark the element as readers' comments. */
export function isLabelledComments(element: Element): boolean {
  return labelOf(element).comments;
}

/** Whether class, id or itemprop mark the element as the article's body. */
export function isLabelledContent(element: Element): boolean {
  return labelOf(element).content;
}

/** Whether class or id contain a word for furniture. */
export function isLabelledFurniture(element: Element): boolean {
  return labelOf(element).furniture;
}

/** Whether a whole class or id is a word that often, but not always, denotes furniture. */
export function mayBeFurniture(element: Element): boolean {
  return labelOf(element).furnitureAlone;
}

interface Label {
  readonly comments: boolean;
  readonly content: boolean;
  readonly furniture: boolean;
  readonly furnitureAlone: boolean;
}

const labels = new WeakMap<Element, Label>();
const none: Label = { comments: false, content: false, furniture: false, furnitureAlone: false };

function labelOf(element: Element): Label {
  const known = labels.get(element);
  if (known) return known;
  const label = readLabel(element);
  labels.set(element, label);
  return label;
}

const MAX_LABEL_LENGTH = 600;

function readLabel({ attributes }: Element): Label {
  const content = /\barticleBody\b/i.test(attributes['itemprop'] ?? '');
  const written = [
    attributes['class'],
    attributes['id'],
    attributes['data-component'],
    attributes['data-testid'],
  ]
    .filter((value) => value !== undefined)
    .join(' ')
    .slice(0, MAX_LABEL_LENGTH);
  if (written.length < 2) return content ? { ...none, content } : none;
  const tokens = tokensOf(written);
  return {
    comments: tokens.some((token) => comments.test(token)),
    content: content || tokens.some((token) => body.test(token)),
    furniture: tokens.some((token) => furniture.test(token)),
    furnitureAlone: tokens.some((token) => furnitureAlone.test(token)),
  };
}

/** Tokens in lower case with hyphens around each word: `articleShare__bar` gives `-article-share-bar-`. */
function tokensOf(written: string): string[] {
  return written
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/\s+/)
    .map((token) => `-${token.replace(/[^a-z0-9]+/g, '-').replace(/^-|(?:-\d*)+$/g, '')}-`)
    .filter((token) => token.length > 3 && !ignored.test(token));
}

function words(alternatives: readonly string[]): string {
  return `-(?:${alternatives.join('|')})-`;
}

/** A word in the middle describes the element's surroundings rather than the element. */
function atEitherEnd(source: string): RegExp {
  return new RegExp(`^${source}|${source}$`);
}

const comments = new RegExp(words(labelWords.comments));
const body = new RegExp(words(labelWords.content));
const furniture = atEitherEnd(words(Object.values(labelWords.furniture).flat()));
const furnitureAlone = new RegExp(`^${words(labelWords.furnitureAlone)}$`);
/** Modifiers (`has-sidebar`) and the vocabulary of page builders. */
const ignored = new RegExp(`^${words(labelWords.ignoredTokens)}|-embed-$`);
