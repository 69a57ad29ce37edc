/**
 * Makes an element. Strings become text, never markup; `on…` are listeners; null, undefined and false are left out.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...unknown} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(
    ...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

/** Where words matched, as the service cut them. */
export function segments(list) {
  return list.map(({ text, match }) => (match ? element('mark', {}, text) : text));
}

/** A link that can only lead to the web: an article's address is untrusted. */
export function outside(url, ...children) {
  const safe = /^https?:\/\//i.test(url ?? '');
  return safe
    ? element('a', { href: url, rel: 'noopener noreferrer nofollow', 'data-plain': true }, ...children)
    : element('span', {}, ...children);
}

/** Announces a text to screen readers. */
export function announce(text) {
  document.querySelector('#status').textContent = text;
}
