import { listIssues, listPersons } from '../api.ts';
import { combobox, type Proposal } from '../combobox.ts';
import { element, textOf } from '../dom.ts';
import { count } from '../format.ts';
import { address } from './search-address.ts';
import type { Visit } from '../view.ts';

/** The form with the search box and the filters. */
export function searchForm(query: URLSearchParams, go: Visit['go']): HTMLElement {
  const form = element(
    'form',
    {
      role: 'search',
      class: 'search',
      action: '/',
      onsubmit: (event) => {
        event.preventDefault();
        const data = new FormData(form);
        const value = (name: string) => textOf(data, name);
        void go(
          address(query, {
            text: value('text'),
            from: value('from'),
            to: value('to'),
            mentions: value('mentions'),
          }),
        );
      },
    },
    element(
      'div',
      { class: 'box' },
      element('label', { for: 'text', class: 'visually-hidden' }, 'Words in title or text'),
      element('input', {
        id: 'text',
        name: 'text',
        type: 'search',
        maxlength: 500,
        placeholder: 'Words, or “a phrase”',
        value: query.get('text') ?? '',
      }),
      element('button', { type: 'submit', class: 'primary' }, 'Search'),
    ),
    element(
      'div',
      { class: 'filters' },
      combobox({
        label: 'Person',
        placeholder: 'A name',
        propose: proposePersons,
        choose: (value) => void go(address(query, { person: [value] })),
      }),
      combobox({
        label: 'Issue',
        placeholder: 'A subject',
        propose: proposeIssues,
        choose: (value) => void go(address(query, { issue: [value] })),
      }),
      dateField('from', 'Published from', query),
      dateField('to', 'to', query),
      element(
        'div',
        { class: 'field' },
        element('label', { for: 'mentions' }, 'Mentions date'),
        element('input', {
          id: 'mentions',
          name: 'mentions',
          type: 'text',
          placeholder: '2027, 2025-02, 2025-W09',
          value: query.get('mentions') ?? '',
          maxlength: 60,
        }),
      ),
    ),
  );
  return form;
}

function dateField(name: string, label: string, query: URLSearchParams): HTMLElement {
  const value = query.get(name) ?? '';
  return element(
    'div',
    { class: 'field' },
    element('label', { for: name }, label),
    element('input', { id: name, name, type: /^(\d{4}-\d{2}-\d{2})?$/.test(value) ? 'date' : 'text', value }),
  );
}

async function proposePersons(text: string): Promise<Proposal[]> {
  const { persons, didYouMean } = await listPersons(text === '' ? [['size', '8']] : [['prefix', text]]);
  return [...persons, ...didYouMean].map((person) => ({
    value: person.id,
    label: person.name,
    note: [person.roles[0], count(person.articles, 'article')].filter(Boolean).join(' · '),
  }));
}

async function proposeIssues(text: string): Promise<Proposal[]> {
  const { issues } = await listIssues();
  const wanted = text.toLowerCase();
  return issues
    .filter(({ id, label }) => label.toLowerCase().includes(wanted) || id.includes(wanted))
    .slice(0, 12)
    .map(({ id, label, count: articles }) => ({ value: id, label, note: count(articles, 'article') }));
}
