import type { LetterFacets } from '../api-types.ts';
import { element, textOf } from '../dom.ts';
import type { Visit } from '../view.ts';

/** The query parameters of the filters. */
export const FILTERS: readonly string[] = ['reason', 'stage', 'class', 'topic', 'article', 'from', 'to'];

/** The form that filters dead letters. */
export function filterForm(
  query: URLSearchParams,
  facets: LetterFacets | undefined,
  go: Visit['go'],
): HTMLElement {
  const form = element(
    'form',
    {
      class: 'letter-filters',
      'aria-label': 'Filter dead letters',
      onsubmit: (event) => {
        event.preventDefault();
        const data = new FormData(form);
        void go(address(query, Object.fromEntries(FILTERS.map((name) => [name, textOf(data, name)]))));
      },
    },
    textField('reason', 'Reason contains', query),
    choice('stage', 'Failed in', query, facets?.stages),
    choice('class', 'Class', query, facets?.errorClasses),
    choice('topic', 'Topic', query, facets?.topics),
    textField('article', 'Article id', query),
    textField('from', 'Failed from', query, '2025-02-27, now-1h'),
    textField('to', 'to', query, '2025-02-28'),
    element(
      'div',
      { class: 'field actions' },
      element('button', { type: 'submit', class: 'primary' }, 'Show'),
      element('a', { href: '/dead-letters' }, 'Clear'),
    ),
  );
  return form;
}

function textField(
  name: string,
  label: string,
  query: URLSearchParams,
  placeholder: string | null = null,
): HTMLElement {
  return element(
    'div',
    { class: 'field' },
    element('label', { for: name }, label),
    element('input', {
      id: name,
      name,
      type: 'text',
      maxlength: 500,
      placeholder,
      value: query.get(name) ?? '',
    }),
  );
}

/** A select with the values found, and the chosen one even if no result has it. */
function choice(
  name: string,
  label: string,
  query: URLSearchParams,
  found: readonly { readonly value: string }[] = [],
): HTMLElement {
  const chosen = query.get(name) ?? '';
  const values = [...new Set([...found.map(({ value }) => value), chosen])].filter((value) => value !== '');
  return element(
    'div',
    { class: 'field' },
    element('label', { for: name }, label),
    element(
      'select',
      { id: name, name },
      element('option', { value: '' }, 'any'),
      values.map((value) => element('option', { value, selected: value === chosen }, value)),
    ),
  );
}

/** The address with `changes` applied; it leads to the first page unless they include `after`. */
export function address(query: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams([...query].filter(([name]) => name !== 'after'));
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? '/dead-letters' : `/dead-letters?${text}`;
}
