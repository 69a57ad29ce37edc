import { getArticle, searchArticles } from '../api.ts';
import type { ArticleSummary } from '../api-types.ts';
import { findings } from './article-findings.ts';
import { marked } from './article-marks.ts';
import { KINDS, fieldSpans, shifted, toSpans, type Span } from './article-spans.ts';
import { element, outside } from '../dom.ts';
import { inMinutes, published } from '../format.ts';
import { paragraphs } from '../marked-text.ts';
import type { View, Visit } from '../view.ts';

/** One article, with its persons, issues, dates and quotes marked in the text. */
export async function articlePage({ id }: Visit): Promise<View> {
  const article = await getArticle(id);
  const spans = toSpans(article);
  const copies = article.storyId === null ? [] : await copiesOf(article.id, article.storyId);
  const note = element('div', { id: 'evidence', class: 'evidence', role: 'tooltip', hidden: true });
  const story = element(
    'article',
    { class: 'story', lang: article.language === 'und' ? null : article.language },
    element(
      'p',
      { class: 'meta' },
      article.source && element('span', { class: 'source' }, article.source),
      element('time', { datetime: article.publishedAt }, published(article)),
      article.byline && element('span', {}, article.byline),
    ),
    element('h1', {}, article.title ? marked(article.title, fieldSpans(spans, 'title'), note) : 'Untitled'),
    legend(spans),
    element(
      'div',
      { class: 'body' },
      paragraphs(article.body).map((part) =>
        element('p', {}, marked(part.text, shifted(fieldSpans(spans, 'body'), part), note)),
      ),
    ),
    element(
      'p',
      { class: 'fine' },
      article.url && [outside(article.url, 'Read the original'), ' · '],
      article.modifiedAt && `Modified ${inMinutes(article.modifiedAt)} · `,
      `Accepted ${inMinutes(article.acceptedAt)}`,
    ),
    note,
  );
  const content = [
    element('p', { class: 'back' }, element('a', { href: '/' }, '← Search')),
    element('div', { class: 'columns reading' }, story, findings(article, copies)),
  ];
  return { title: article.title || 'Untitled', content };
}

/** Explains the colours; a checkbox hides each kind. */
function legend(spans: readonly Span[]): HTMLElement {
  return element(
    'fieldset',
    { class: 'legend' },
    element('legend', { class: 'visually-hidden' }, 'Marked in the text'),
    Object.entries(KINDS).map(([kind, label]) => {
      const found = new Set(spans.filter((span) => span.kind === kind).map(({ ref }) => ref)).size;
      return element(
        'label',
        {},
        element('input', {
          type: 'checkbox',
          checked: true,
          disabled: found === 0,
          onchange: (event) => {
            const box = event.currentTarget as HTMLInputElement;
            box.closest('.story')?.classList.toggle(`hide-${kind}`, !box.checked);
          },
        }),
        element('span', { class: `mark ${kind}` }, label),
        element('span', { class: 'count' }, ` ${found}`),
      );
    }),
  );
}

async function copiesOf(id: string, storyId: string): Promise<ArticleSummary[]> {
  const { hits } = await searchArticles([
    ['story', storyId],
    ['view', 'summary'],
    ['size', '10'],
  ]);
  return hits.filter((hit) => hit.id !== id);
}
