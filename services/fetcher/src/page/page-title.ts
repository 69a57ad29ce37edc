import { textOf } from '../parse-markup.ts';
import { tidyLine } from '../plain-text.ts';
import { stringsOf } from './json-ld.ts';
import { metaOf, type PageDocument } from './page-document.ts';

/** The headline, without the site's name and section. */
export function findTitle(page: PageDocument): string {
  const og = metaOf(page, ['og:title', 'twitter:title', 'dc.title']);
  const h1 = page.elements.find(({ name }) => name === 'h1');
  return tidyLine(
    (h1 ? textOf(h1) : '') || og || stringsOf(page.article?.['headline'])[0] || page.titleTag || '',
  );
}
