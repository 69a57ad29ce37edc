import type { Article, ArticleSummary, DateAnnotation } from '../api-types.ts';
import { calendar, speakerOf, sure, times } from './article-words.ts';
import { element, listSection } from '../dom.ts';
import { published } from '../format.ts';

/** The lists beside the text: the article's annotations and copies of its story. */
export function findings(
  { annotations, persons, issues }: Article,
  copies: readonly ArticleSummary[],
): HTMLElement {
  const bySalience = [...persons].sort((a, b) => b.salience - a.salience);
  return element(
    'aside',
    { 'aria-label': 'Found in this article', class: 'findings' },
    listSection(
      'Persons',
      'found',
      bySalience.map((person) => [
        element('a', { class: 'tag person', href: `/persons/${encodeURIComponent(person.id)}` }, person.name),
        element(
          'small',
          {},
          [person.roles[0], `named ${times(person.mentions)}`].filter(Boolean).join(' · '),
        ),
      ]),
    ),
    listSection(
      'Issues',
      'found',
      issues.map((issue) => [
        element('a', { class: 'tag issue', href: `/?issue=${encodeURIComponent(issue.id)}` }, issue.label),
        element('small', {}, phrasesOf(annotations, issue.id)),
      ]),
    ),
    listSection(
      'Dates',
      'found',
      annotations.dates
        .filter((date) => date.from !== null || date.to !== null)
        .map((date) => [
          element(
            'a',
            {
              class: 'tag date',
              href: `/?mentions=${encodeURIComponent(rangeOf(date))}`,
              title: 'Other articles that mention this date',
            },
            calendar(date),
          ),
          element('small', {}, `“${date.text}”`),
        ]),
    ),
    listSection(
      'Quotes',
      'found',
      annotations.quotes.map((quote) => [
        element('q', {}, quote.text),
        element('small', {}, [speakerOf(quote) ?? 'speaker uncertain', sure(quote)].join(' · ')),
      ]),
    ),
    listSection(
      'Copies of this story',
      'found',
      copies.map((copy) => [
        element('a', { href: `/articles/${encodeURIComponent(copy.id)}` }, copy.title),
        element('small', {}, [copy.source, published(copy)].filter(Boolean).join(' · ')),
      ]),
    ),
  );
}

function phrasesOf({ issues }: Article['annotations'], id: string): string {
  const phrases =
    issues.find((issue) => issue.id === id)?.evidence.map(({ text }) => text.toLowerCase()) ?? [];
  return [...new Set(phrases)].slice(0, 5).join(', ');
}

function rangeOf({ from, to }: DateAnnotation): string {
  const first = (from ?? to ?? '').slice(0, 10);
  const last = (to ?? from ?? '').slice(0, 10);
  return first === last ? first : `${first}..${last}`;
}
