import { getPerson } from './api.ts';
import type { Counted, Profile } from './api-types.ts';
import type { View, Visit } from './view.ts';
import { element, listSection, segments } from './dom.ts';
import { count, inDays, published } from './format.ts';
import { timeline } from './search/timeline.ts';

/** One person: timeline, issues, the people they appear with, and quotes. */
export async function personPage({ id }: Visit): Promise<View> {
  const person = await getPerson(id);
  const mine = `/?person=${encodeURIComponent(id)}`;
  const about = [person.roles.join(', '), person.known ? 'in the directory' : 'known only from articles'];
  return {
    title: person.name,
    content: [
      element('p', { class: 'back' }, element('a', { href: '/' }, '← Search')),
      element(
        'header',
        { class: 'profile' },
        element('h1', {}, person.name),
        element(
          'p',
          { class: 'meta' },
          about.filter(Boolean).map((text) => element('span', {}, text)),
        ),
        person.aliases.length > 0 &&
          element('p', { class: 'fine' }, `Also written ${person.aliases.join(', ')}`),
        element(
          'p',
          {},
          element('a', { class: 'primary', href: mine }, count(person.articles, 'article')),
          ` from ${inDays(person.firstSeen)} to ${inDays(person.lastSeen)}`,
        ),
        timeline(person.timeline, (from, to) => `${mine}&from=${from}&to=${to}`),
      ),
      element(
        'div',
        { class: 'columns' },
        element('div', {}, said(person), latest(person)),
        element(
          'aside',
          { class: 'findings' },
          ranked('Issues', 'issue', person.issues, (issue) => [
            issue.label,
            `${mine}&issue=${encodeURIComponent(issue.id)}`,
          ]),
          ranked('Appears with', 'person', person.appearsWith, (other) => [
            other.name,
            `/persons/${encodeURIComponent(other.id)}`,
          ]),
        ),
      ),
    ],
  };
}

function said({ quotes }: Profile): HTMLElement | null {
  if (quotes.length === 0) return null;
  return element(
    'section',
    {},
    element('h2', {}, 'In their words'),
    quotes.map(({ text, article }) =>
      element(
        'figure',
        { class: 'said' },
        element('blockquote', {}, '“', segments(text), '”'),
        element(
          'figcaption',
          {},
          element('a', { href: `/articles/${encodeURIComponent(article.id)}` }, article.title),
          ` · ${[article.source, published(article)].filter(Boolean).join(' · ')}`,
        ),
      ),
    ),
  );
}

function latest({ latest: articles }: Profile): HTMLElement | null {
  return listSection(
    'Latest',
    'plain',
    articles.map((article) => [
      element('a', { href: `/articles/${encodeURIComponent(article.id)}` }, article.title || 'Untitled'),
      element('small', {}, [article.source, published(article)].filter(Boolean).join(' · ')),
    ]),
  );
}

function ranked<Entry extends Counted>(
  title: string,
  kind: string,
  entries: readonly Entry[],
  describe: (entry: Entry) => readonly [label: string, href: string],
): HTMLElement | null {
  return listSection(
    title,
    'facet',
    entries.map((entry) => {
      const [label, href] = describe(entry);
      return [
        element(
          'a',
          { class: kind, href, 'aria-label': `${label}, ${count(entry.count, 'article')}` },
          element('span', {}, label),
          element('span', { class: 'count', 'aria-hidden': 'true' }, entry.count),
        ),
      ];
    }),
  );
}
