import { searchArticles, toError } from '../api.ts';
import type { ArticlesAnswer, Resolved } from '../api-types.ts';
import { element } from '../dom.ts';
import { count } from '../format.ts';
import { FILTERS, address, pageAddress } from './search-address.ts';
import { chips } from './search-chips.ts';
import { facets } from './search-facets.ts';
import { searchForm } from './search-form.ts';
import { card } from './search-hit.ts';
import { timeline } from './timeline.ts';
import type { View, Visit } from '../view.ts';

const PARAMETERS: readonly string[] = [...FILTERS, 'sort', 'after'];

/** The search page. The address holds the whole query. */
export async function searchPage({ query, go }: Visit): Promise<View> {
  const parameters = [...query].filter(([name]) => PARAMETERS.includes(name));
  const answer = await searchArticles([...parameters, ['view', 'summary'], ['size', '20']]).catch(toError);
  const filtered = FILTERS.some((name) => query.has(name));
  const heading = element(
    'h1',
    { class: filtered ? 'visually-hidden' : 'lead' },
    'News by person, issue and date',
  );
  const form = searchForm(query, go);
  if (answer instanceof Error) {
    const alert = element('p', { class: 'notice', role: 'alert' }, answer.message);
    return {
      title: 'Search',
      spoken: answer.message,
      content: [heading, form, chips(query, null), alert],
    };
  }
  const total = count(answer.total, 'article');
  return {
    title: filtered ? `${query.getAll('text').join(' ') || 'Search'}: ${total}` : 'Gazette',
    spoken: `${total} found`,
    content: [
      heading,
      form,
      chips(query, answer.resolved),
      element('div', { class: 'columns' }, results(query, answer, total), facets(query, answer)),
    ],
  };
}

function results(query: URLSearchParams, answer: ArticlesAnswer, total: string): HTMLElement {
  const sort = query.get('sort') ?? (query.has('text') ? 'relevance' : 'published');
  const orders = { relevance: 'Best', published: 'Newest', oldest: 'Oldest' };
  const offered = Object.entries(orders).filter(([name]) => name !== 'relevance' || query.has('text'));
  return element(
    'section',
    { class: 'results', 'aria-labelledby': 'total' },
    element(
      'div',
      { class: 'bar-row' },
      element('h2', { id: 'total' }, total),
      element(
        'nav',
        { 'aria-label': 'Order', class: 'orders' },
        offered.map(([name, label]) =>
          element(
            'a',
            { href: address(query, { sort: name }), 'aria-current': name === sort && 'true' },
            label,
          ),
        ),
      ),
    ),
    timeline(answer.facets.timeline, (from, to) => address(query, { from, to })),
    answer.total === 0 && nothing(answer.resolved),
    element(
      'ol',
      { class: 'hits' },
      answer.hits.map((hit) => element('li', {}, card(hit))),
    ),
    element(
      'nav',
      { class: 'pages', 'aria-label': 'Pages' },
      query.has('after') && element('a', { href: address(query, {}) }, '← First page'),
      answer.next && element('a', { href: pageAddress(query, answer.next), rel: 'next' }, 'Next page →'),
    ),
  );
}

function nothing(resolved: Resolved): HTMLElement {
  const unknown = [...resolved.persons, ...resolved.issues].filter(({ matches }) => matches.length === 0);
  return element(
    'div',
    { class: 'notice' },
    element('p', {}, 'No articles match.'),
    unknown.map(({ asked }) => element('p', {}, `No person or issue matches “${asked}”.`)),
    element('p', {}, 'Remove a filter or ', element('a', { href: '/' }, 'start over'), '.'),
  );
}
