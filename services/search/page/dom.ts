import type { Segment } from './api-types.ts';

export type Child = Node | string | number | false | null | undefined | readonly Child[];

type Attribute = string | number | boolean | null | undefined | ((event: Event) => void);
export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * Creates an element. Strings become text, never markup; `on…` attributes are listeners.
 * Null, undefined and false are left out.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...toNodes(children));
  return node;
}

/** Flattens children and leaves out null, undefined and false. */
export function toNodes(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    if (typeof child === 'string' || child instanceof Node) return [child];
    return typeof child === 'number' ? [String(child)] : toNodes(child);
  });
}

/** A heading and a list with one item per entry; null if there are no entries. */
export function listSection(
  title: string,
  listClass: string,
  entries: readonly (readonly Child[])[],
): HTMLElement | null {
  if (entries.length === 0) return null;
  return element(
    'section',
    {},
    element('h2', {}, title),
    element(
      'ul',
      { class: listClass },
      entries.map((entry) => element('li', {}, entry)),
    ),
  );
}

/** Text segments of the service, with matches marked. */
export function segments(list: readonly Segment[]): Child[] {
  return list.map(({ text, match }) => (match ? element('mark', {}, text) : text));
}

/** A link to the web. Other schemes become plain text, because an article's address is untrusted. */
export function outside(url: string, ...children: readonly Child[]): HTMLElement {
  const safe = /^https?:\/\//i.test(url);
  return safe
    ? element('a', { href: url, rel: 'noopener noreferrer nofollow', 'data-plain': true }, ...children)
    : element('span', {}, ...children);
}

/** The trimmed text of a form field; empty if the field is missing. */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Announces a text to screen readers. */
export function announce(text: string): void {
  const status = document.querySelector('#status');
  if (status) status.textContent = text;
}
