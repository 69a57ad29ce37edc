import type { Element } from '../text/parse-markup.ts';
import labelWords from './label-words.json' with { type: 'json' };

/** Whether class or id call the element readers' comments. */
export function saysComments(element: Element): boolean {
  return labelOf(element).comments;
}

/** Whether class, id or itemprop call the element the article's body. */
export function saysContent(element: Element): boolean {
  return labelOf(element).content;
}

/** Whether class or id contain a word for furniture. */
export function saysFurniture(element: Element): boolean {
  return labelOf(element).furniture;
}

/** Whether a whole class or id is a word that often, but not always, means furniture. */
export function saysFurnitureAlone(element: Element): boolean {
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

/** Each token as its words, in lower case with hyphens between and around: `articleShare__bar` is `-article-share-bar-`. */
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

/** In the middle, a word says less about the element than about what stands around it. */
function atEitherEnd(source: string): RegExp {
  return new RegExp(`^${source}|${source}$`);
}

const comments = new RegExp(words(labelWords.comments));
const body = new RegExp(words(labelWords.content));
const furniture = atEitherEnd(words(Object.values(labelWords.furniture).flat()));
const furnitureAlone = new RegExp(`^${words(labelWords.furnitureAlone)}$`);
/** Modifiers (`has-sidebar`) and the vocabulary of page builders. */
const ignored = new RegExp(`^${words(labelWords.ignoredTokens)}|-embed-$`);
