import type { Hit } from '../api-types.ts';
import { element, segments } from '../dom.ts';
import { beginning, published } from '../format.ts';

/** One article in the results. */
export function card(hit: Hit): HTMLElement {
  const title = hit.highlight.title.length > 0 ? segments(hit.highlight.title) : hit.title;
  const passages =
    hit.highlight.body.length > 0
      ? hit.highlight.body.map((passage) => element('p', {}, segments(passage), ' …'))
      : element('p', {}, beginning(hit.body));
  return element(
    'article',
    { class: 'card' },
    element(
      'p',
      { class: 'meta' },
      hit.source && element('span', { class: 'source' }, hit.source),
      element('time', { datetime: hit.publishedAt }, published(hit)),
    ),
    element('h3', {}, element('a', { href: `/articles/${encodeURIComponent(hit.id)}` }, title || 'Untitled')),
    element('div', { class: 'passages' }, passages),
    element(
      'ul',
      { class: 'tags', 'aria-label': 'In this article' },
      [...hit.persons]
        .sort((a, b) => b.salience - a.salience)
        .slice(0, 4)
        .map(({ id, name }) =>
          element(
            'li',
            {},
            element('a', { class: 'tag person', href: `/persons/${encodeURIComponent(id)}` }, name),
          ),
        ),
      hit.issues
        .slice(0, 4)
        .map(({ id, label }) =>
          element(
            'li',
            {},
            element('a', { class: 'tag issue', href: `/?issue=${encodeURIComponent(id)}` }, label),
          ),
        ),
    ),
  );
}
