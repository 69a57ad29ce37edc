import type { Resolved, ResolvedName } from '../api-types.ts';
import { element } from '../dom.ts';
import { FILTERS, without, type Filter } from './search-address.ts';

const CHIP_NAMES: Readonly<Record<Filter, string>> = {
  text: 'words',
  person: 'person',
  issue: 'issue',
  source: 'source',
  from: 'from',
  to: 'to',
  mentions: 'mentions',
  story: 'copies of',
};

/** The active filters, each with a link that removes it. */
export function chips(query: URLSearchParams, resolved: Resolved | null): HTMLElement | null {
  const all = FILTERS.flatMap((name) => query.getAll(name).map((value) => ({ name, value })));
  if (all.length === 0) return null;
  return element(
    'ul',
    { class: 'chips', 'aria-label': 'Active filters' },
    all.map(({ name, value }) =>
      element(
        'li',
        { class: `chip ${name}` },
        element('span', { class: 'kind' }, CHIP_NAMES[name]),
        ` ${meaning(name, value, resolved)} `,
        element(
          'a',
          { href: without(query, name, value), 'aria-label': `Remove ${CHIP_NAMES[name]} ${value}` },
          '×',
        ),
      ),
    ),
    element('li', {}, element('a', { href: '/' }, 'Clear all')),
  );
}

function meaning(name: Filter, value: string, resolved: Resolved | null): string {
  const lists: Partial<Record<Filter, readonly ResolvedName[] | undefined>> = {
    person: resolved?.persons,
    issue: resolved?.issues,
  };
  const list = lists[name];
  const found = list?.find(({ asked }) => asked === value);
  if (!found) return value;
  if (found.matches.length === 0) return `${value} (not found)`;
  return found.matches.map(({ label }) => label).join(' or ');
}
