import { ask } from './api.js';
import { combobox } from './combobox.js';
import { element, segments } from './dom.js';
import { beginning, count, published, stretch } from './format.js';
import { timeline } from './timeline.js';

const filters = ['text', 'person', 'issue', 'source', 'from', 'to', 'mentions', 'story'];

/** The search: box, filters, facets, timeline and results. The address holds the whole query. */
export async function searchPage({ query, go }) {
  const parameters = [...query].filter(([name]) => [...filters, 'sort', 'after'].includes(name));
  const answer = await ask('/api/articles', [...parameters, ['view', 'summary'], ['size', '20']]).catch(
    (error) => ({
      error,
    }),
  );
  const asked = filters.some((name) => query.has(name));
  const heading = element(
    'h1',
    { class: asked ? 'visually-hidden' : 'lead' },
    'News by person, issue and date',
  );
  const form = searchForm(query, go);
  if (answer.error) {
    const alert = element('p', { class: 'notice', role: 'alert' }, answer.error.message);
    return {
      title: 'Search',
      spoken: answer.error.message,
      content: [heading, form, chips(query, null), alert],
    };
  }
  const total = count(answer.total, 'article');
  return {
    title: asked ? `${query.getAll('text').join(' ') || 'Search'}: ${total}` : 'Gazette',
    spoken: `${total} found`,
    content: [
      heading,
      form,
      chips(query, answer.resolved),
      element('div', { class: 'columns' }, results(query, answer, total), facets(query, answer)),
    ],
  };
}

/** The address with `changes`: a value replaces, a list adds values; it returns to the first page. */
function address(query, changes) {
  const next = new URLSearchParams(query);
  next.delete('after');
  for (const [name, value] of Object.entries(changes)) {
    if (Array.isArray(value)) {
      for (const one of value) if (!next.getAll(name).includes(one)) next.append(name, one);
    } else if (value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? '/' : `/?${text}`;
}

function without(query, name, value) {
  const next = new URLSearchParams(query);
  next.delete('after');
  next.delete(name, value);
  const text = next.toString();
  return text === '' ? '/' : `/?${text}`;
}

function searchForm(query, go) {
  const form = element(
    'form',
    {
      role: 'search',
      class: 'search',
      action: '/',
      onsubmit: (event) => {
        event.preventDefault();
        const data = new FormData(form);
        const value = (name) => String(data.get(name) ?? '').trim();
        go(
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
        choose: (value) => go(address(query, { person: [value] })),
      }),
      combobox({
        label: 'Issue',
        placeholder: 'A subject',
        propose: proposeIssues,
        choose: (value) => go(address(query, { issue: [value] })),
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

function dateField(name, label, query) {
  const value = query.get(name) ?? '';
  return element(
    'div',
    { class: 'field' },
    element('label', { for: name }, label),
    element('input', { id: name, name, type: /^(\d{4}-\d{2}-\d{2})?$/.test(value) ? 'date' : 'text', value }),
  );
}

async function proposePersons(text) {
  const { persons, didYouMean } = await ask(
    '/api/persons',
    text === '' ? [['size', '8']] : [['prefix', text]],
  );
  return [...persons, ...didYouMean].map((person) => ({
    value: person.id,
    label: person.name,
    note: [person.roles[0], count(person.articles, 'article')].filter(Boolean).join(' · '),
  }));
}

async function proposeIssues(text) {
  const { issues } = await ask('/api/issues');
  const wanted = text.toLowerCase();
  return issues
    .filter(({ id, label }) => label.toLowerCase().includes(wanted) || id.includes(wanted))
    .slice(0, 12)
    .map(({ id, label, count: articles }) => ({ value: id, label, note: count(articles, 'article') }));
}

/** The active filters, each with a link that removes it. */
function chips(query, resolved) {
  const all = filters.flatMap((name) => query.getAll(name).map((value) => ({ name, value })));
  if (all.length === 0) return null;
  return element(
    'ul',
    { class: 'chips', 'aria-label': 'Active filters' },
    all.map(({ name, value }) =>
      element(
        'li',
        { class: `chip ${name}` },
        element('span', { class: 'kind' }, chipNames[name]),
        ` ${meaning(name, value, resolved)} `,
        element(
          'a',
          { href: without(query, name, value), 'aria-label': `Remove ${chipNames[name]} ${value}` },
          '×',
        ),
      ),
    ),
    element('li', {}, element('a', { href: '/' }, 'Clear all')),
  );
}

const chipNames = {
  text: 'words',
  person: 'person',
  issue: 'issue',
  source: 'source',
  from: 'from',
  to: 'to',
  mentions: 'mentions',
  story: 'copies of',
};

function meaning(name, value, resolved) {
  const list = { person: resolved?.persons, issue: resolved?.issues }[name];
  const found = list?.find(({ asked }) => asked === value);
  if (!found) return value;
  if (found.matches.length === 0) return `${value} (not found)`;
  return found.matches.map(({ label }) => label).join(' or ');
}

function results(query, answer, total) {
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
    answer.total === 0 && nothing(query, answer.resolved),
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

function pageAddress(query, after) {
  const next = new URLSearchParams(query);
  next.set('after', after);
  return `/?${next}`;
}

function nothing(query, resolved) {
  const unknown = [...resolved.persons, ...resolved.issues].filter(({ matches }) => matches.length === 0);
  return element(
    'div',
    { class: 'notice' },
    element('p', {}, 'No articles match.'),
    unknown.map(({ asked }) => element('p', {}, `No person or issue matches “${asked}”.`)),
    element('p', {}, 'Remove a filter or ', element('a', { href: '/' }, 'start over'), '.'),
  );
}

function card(hit) {
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

function facets(query, { facets: { persons, issues, sources, timeline: buckets } }) {
  const narrow = window.matchMedia('(max-width: 56rem)').matches;
  const list = (title, kind, name, entries) =>
    entries.length > 0 &&
    element(
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
                class: kind,
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
  const dated = buckets.length > 0 && stretch(buckets[0].from, buckets.at(-1).to);
  return element(
    'aside',
    { 'aria-label': 'Narrow down' },
    element(
      'details',
      { class: 'facets', open: !narrow },
      element('summary', {}, 'Narrow down'),
      list(
        'Persons',
        'person',
        'person',
        persons.slice(0, 15).map((p) => ({ ...p, value: p.id, label: p.name })),
      ),
      list(
        'Issues',
        'issue',
        'issue',
        issues.slice(0, 15).map((i) => ({ ...i, value: i.id })),
      ),
      list(
        'Sources',
        'source',
        'source',
        sources.slice(0, 10).map((s) => ({ ...s, value: s.source, label: s.source })),
      ),
      dated && element('p', { class: 'fine' }, `Published ${dated}`),
    ),
  );
}
