import type { DeadLetter } from '../api-types.ts';
import { element, type Child } from '../dom.ts';

/** A link to the article of a dead letter, if it has one. */
export function articleLink({ articleId }: DeadLetter): Child {
  return articleId && element('a', { href: `/articles/${encodeURIComponent(articleId)}` }, articleId);
}

/** A list of names and values; entries without a value are left out. */
export function factList(facts: readonly (readonly [string, Child])[]): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    facts
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}
