import { parseUrl } from '@gazette/schemas';
import { textOf } from '../text/parse-markup.ts';
import { tidyLine } from '../text/plain-text.ts';
import { stringsOf } from './json-ld.ts';
import { metaOf, type PageDocument } from './page-document.ts';

/** The headline without the site's name and the section; empty when the page has none. */
export function findTitle(page: PageDocument): string {
  const declared = [
    metaOf(page, ['og:title']),
    metaOf(page, ['twitter:title', 'dc.title', 'parsely-title']),
    page.titleTag,
  ]
    .filter((text) => text !== null && text !== '')
    .map((text) => withoutSite(htmlFree(shortened(text ?? '')), page));
  const headline = htmlFree(shortened(stringsOf(page.article?.['headline'])[0] ?? ''));
  const shown = page.elements
    .filter(({ name }) => name === 'h1')
    .map((element) => tidyLine(shortened(textOf(element, LONGEST_TITLE))))
    .filter((text) => text.length > 5);
  // The visible headline counts only if a declared title confirms it: some pages put their logo there.
  const confirmed = shown.find((text) => [...declared, headline].some((title) => overlap(text, title) > 0.5));
  return withoutSection(confirmed ?? (headline || declared[0] || shown[0] || ''));
}

/** UTF-16 code units read of a title, whitespace included: cleaning a title takes quadratic time. */
const LONGEST_TITLE = 5000;

function shortened(title: string): string {
  return title.slice(0, LONGEST_TITLE);
}

function htmlFree(text: string): string {
  return tidyLine(text.replace(/<[^>]{1,80}>/g, ''));
}

/** Separates the parts of a title; a plain hyphen counts only between spaces. */
const separator = /\s+[|–—•·»:/\\-]\s+|\s*\|\s*|\s+::\s+|\s*»\s*/;

/** `Headline | Section - Site`: removes trailing parts that name the site. */
function withoutSite(title: string, page: PageDocument): string {
  const site = fold(metaOf(page, ['og:site_name', 'application-name', 'al:android:app_name']) ?? '');
  const host =
    parseUrl(page.url)
      ?.hostname.replace(/^www\./, '')
      .split('.')[0] ?? '';
  let rest = title;
  for (;;) {
    const parts = rest.split(separator);
    const last = parts[parts.length - 1] ?? '';
    if (parts.length < 2 || !namesSite(last, site, host)) break;
    const shorter = rest.slice(0, rest.length - last.length).replace(/[\s|–—•·»:/\\-]+$/, '');
    if (shorter.length < 8) break;
    rest = shorter;
  }
  return rest;
}

function namesSite(part: string, site: string, host: string): boolean {
  const folded = fold(part);
  if (folded === '') return true;
  const joined = folded.replace(/ /g, '');
  return (
    (site !== '' && (site === folded || site.includes(folded) || folded.includes(site))) ||
    joined.includes(host) ||
    host.includes(joined) ||
    /^[\w-]+\.(?:com|org|net|co\.uk|de|fr|it)$/i.test(part)
  );
}

/** `Opinion | Headline`, `LIVE: Headline`. */
function withoutSection(title: string): string {
  const rest = title.replace(
    /^(?:opinion|analysis|review|exclusive|editorial|column|letters?|video|watch|live|live updates|breaking|breaking news|news|sport|politics|business|world|culture|perspective)\s*[|•·]\s*/i,
    '',
  );
  return rest.length >= 8 ? rest : title;
}

/** Common words as a share of the words of the longer text. */
function overlap(a: string, b: string): number {
  const [one, other] = [new Set(fold(a).split(' ')), new Set(fold(b).split(' '))];
  const common = [...one].filter((word) => other.has(word)).length;
  return common / Math.max(one.size, other.size);
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
