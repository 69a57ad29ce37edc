import { textOf, type Element } from '../text/parse-markup.ts';
import { tidyLine } from '../text/plain-text.ts';
import { isObject, stringsOf, typesOf, type JsonObject } from './json-ld.ts';
import { metaOf, type PageDocument } from './page-document.ts';

/** The authors as printed, separated by commas, or null. Persons take precedence over organisations. */
export function findByline(page: PageDocument): string | null {
  const declared = [...jsonLdAuthors(page), metaOf(page, authorMetas)].flatMap((text) => cleanNames(text));
  const marked = markedAuthors(page);
  const written = marked.filter(looksPersonal);
  const personal = declared.filter(looksPersonal);
  const candidates = [personal, written.slice(0, 1), declared, marked.slice(0, 1)];
  const names = candidates.find(({ length }) => length > 0) ?? [];
  const distinct = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  return distinct.length === 0 ? null : distinct.slice(0, 8).join(', ');
}

/** UTF-16 code units read of a marked element, whitespace included; a longer one contains more than names. */
const LONGEST_MARKUP = 5000;

const authorMetas = [
  'author',
  'article:author',
  'article:author_name',
  'parsely-author',
  'sailthru.author',
  'dc.creator',
  'dcterms.creator',
  'byl',
  'byline',
  'cxenseparse:author',
  'authors',
  'twitter:data1',
] as const;

function jsonLdAuthors(page: PageDocument): readonly (string | null)[] {
  const author = page.article?.['author'];
  const own = namesIn(author, page.jsonLd);
  if (own.length > 0) return own;
  return page.jsonLd
    .filter((node) => typesOf(node).includes('Article'))
    .flatMap((node) => namesIn(node['author'], page.jsonLd))
    .slice(0, 4);
}

/** Authors read from one list; at most eight are named in the result. */
const MOST_AUTHORS = 50;

/** Authors are strings, objects, lists of both, or references to other objects. */
function namesIn(author: unknown, nodes: readonly JsonObject[]): string[] {
  if (typeof author === 'string') return [author];
  if (Array.isArray(author))
    return author.slice(0, MOST_AUTHORS).flatMap((one: unknown) => namesIn(one, nodes));
  if (!isObject(author)) return [];
  const name = author['name'];
  if (typeof name === 'string') return [name];
  if (Array.isArray(name)) return name.flatMap((one: unknown) => (typeof one === 'string' ? [one] : []));
  const id = author['@id'];
  const target =
    typeof id === 'string'
      ? nodes.find((node) => node['@id'] === id && typeof node['name'] === 'string')
      : undefined;
  return target ? [...stringsOf(target['name'])] : [];
}

function markedAuthors({ ownElements: elements }: PageDocument): string[] {
  const rated: { readonly text: string; readonly rank: number }[] = [];
  elements.forEach((element, index) => {
    const rank = rankOf(element);
    if (rank === 0) return;
    const text = tidyLine(textOf(element, LONGEST_MARKUP).slice(0, LONGEST_MARKUP));
    if (text.length > 2 && text.length < 120)
      for (const name of cleanNames(text)) rated.push({ text: name, rank: rank - index / 1e6 });
  });
  for (const element of elements) {
    for (const child of element.children) {
      const named =
        typeof child === 'string'
          ? /^\s*(?:written |posted )?by:?\s+(\p{Lu}[\p{L}.'’-]+(?:\s+\p{Lu}[\p{L}.'’-]*){1,3})\s*(?:$|[,|•·–—-])/iu.exec(
              child,
            )
          : null;
      if (named?.[1] !== undefined && /^\p{Lu}/u.test(named[1])) rated.push({ text: named[1], rank: 1.5 });
    }
  }
  return rated.sort((a, b) => b.rank - a.rank).map(({ text }) => text);
}

function rankOf({ attributes, name }: Element): number {
  if (/\bauthor\b/i.test(attributes['rel'] ?? '')) return 3;
  if (/\b(?:author|creator)\b/i.test(attributes['itemprop'] ?? '')) return 3;
  const label = `${attributes['class'] ?? ''} ${attributes['id'] ?? ''} ${attributes['data-testid'] ?? ''}`;
  if (/author[-_]?name|byline[-_]?name|(?:^|[\s_-])(?:by-?line|by-author|fn)(?:$|[\s_-])/i.test(label))
    return 2.5;
  if (/(?:^|[\s_-])(?:author|authors|contributor|writer|autor|auteur)(?:$|[\s_-])/i.test(label)) return 2;
  return name === 'a' &&
    /\/(?:authors?|contributors?|people|profile|by|staff|columnists?)\/[\w.-]+\/?$/i.test(
      attributes['href'] ?? '',
    )
    ? 2
    : 0;
}

/** Splits `By Ann Lee and Bob Ray, Political Editor` into names; drops addresses, handles and dates. */
function cleanNames(text: string | null): string[] {
  if (text === null) return [];
  return tidyLine(text)
    .replace(
      /^(?:(?:written|posted|published|reported|reviewed|story|words|text|article|updated)\s+)+(?=by\b)/i,
      '',
    )
    .replace(/^(?:(?:by|von|par|por|di|door|af|av)\b|authors?(?=:))[:\s]+/i, '')
    .replace(/\s*(?:\||•|·|—|\bon\b|\bUpdated\b|\bPublished\b|\(opens).*$/, '')
    .split(/\s*[,;&]\s*|\s+(?:and|und|et|y|e)\s+/)
    .map((name) => name.replace(/^by\s+/i, '').trim())
    .filter(
      (name) =>
        name.length > 1 &&
        name.length < 60 &&
        /\p{L}{2}/u.test(name) &&
        !/https?:|www\.|@|\d{2}|^(?:admin|administrator|editor|staff|author|guest|user|root|unknown|null|undefined|view all posts|more|share)$/i.test(
          name,
        ),
    );
}

/** Two to five words, at least two of them capitalised, without a word for an organisation. */
function looksPersonal(name: string): boolean {
  const words = name.split(' ');
  if (words.length < 2 || words.length > 5) return false;
  if (
    /\b(?:news|staff|team|editors?|editorial|desk|press|media|reuters|agency|agencies|company|inc|llc|ltd|group|magazine|times|post|online|network|university|center|centre|institute|books|blog|admin|board|contributors?|reports?|service|posts|about|read|follow|share|more)\b/i.test(
      name,
    )
  )
    return false;
  return words.filter((word) => /^\p{Lu}/u.test(word)).length >= 2;
}
