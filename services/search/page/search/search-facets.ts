import type { ArticlesAnswer } from '../api-types.ts';
import { element } from '../dom.ts';
import { count, stretch } from '../format.ts';
import { address, without } from './search-address.ts';

interface FacetEntry {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

/** The list of facets; each entry adds or removes its filter. */
export function facets(
  query: URLSearchParams,
  { facets: { persons, issues, sources, timeline: buckets } }: ArticlesAnswer,
): HTMLElement {
  const narrow = window.matchMedia('(max-width: 56rem)').matches;
  const first = buckets[0];
  const last = buckets.at(-1);
  const dated = first && last && stretch(first.from, last.to);
  return element(
    'aside',
    { 'aria-label': 'Narrow down' },
    element(
      'details',
      { class: 'facets', open: !narrow },
      element('summary', {}, 'Narrow down'),
      facetList(
        query,
        'Persons',
        'person',
        persons.slice(0, 15).map((p) => ({ ...p, value: p.id, label: p.name })),
      ),
      facetList(
        query,
        'Issues',
        'issue',
        issues.slice(0, 15).map((i) => ({ ...i, value: i.id })),
      ),
      facetList(
        query,
        'Sources',
        'source',
        sources.slice(0, 10).map((s) => ({ ...s, value: s.source, label: s.source })),
      ),
      dated && element('p', { class: 'fine' }, `Published ${dated}`),
    ),
  );
}

function facetList(
  query: URLSearchParams,
  title: string,
  name: 'person' | 'issue' | 'source',
  entries: readonly FacetEntry[],
): HTMLElement | null {
  if (entries.length === 0) return null;
  return element(
    'section',
    {},
    element('h3', {}, title),
    element(
      'ul',
      { class: 'facet' },
      entries.map(({ value, label, count: articles }) => {
        const chosen = query.getAll(name).includes(value);
        return element(
          'li',
          {},
          element(
            'a',
            {
              class: name,
              href: chosen ? without(query, name, value) : address(query, { [name]: [value] }),
              'aria-current': chosen && 'true',
              'aria-label': `${chosen ? 'Remove' : 'Only'} ${label}, ${count(articles, 'article')}`,
            },
            element('span', {}, label),
            element('span', { class: 'count', 'aria-hidden': 'true' }, articles.toLocaleString('en-GB')),
          ),
        );
      }),
    ),
  );
}
