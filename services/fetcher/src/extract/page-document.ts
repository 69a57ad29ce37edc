import { elementsOf, parseMarkup, textOf, type Element } from '../text/parse-markup.ts';
import { tidyLine } from '../text/plain-text.ts';
import { isLabelledComments } from './labels.ts';
import { articleNode, readJsonLd, type JsonObject } from './json-ld.ts';

/** A parsed page: its element tree and its declarations about itself. */
export interface PageDocument {
  readonly url: string;
  readonly root: Element;
  /** In document order. */
  readonly elements: readonly Element[];
  /** `elements` without readers' comments, whose names and dates do not belong to the article. */
  readonly ownElements: readonly Element[];
  /** `<meta>` contents by lower-case name, property or itemprop, in document order. */
  readonly metas: ReadonlyMap<string, readonly string[]>;
  readonly jsonLd: readonly JsonObject[];
  /** The JSON-LD node of the page's article. */
  readonly article: JsonObject | null;
  /** The text of `<title>`. */
  readonly titleTag: string | null;
  readonly relCanonical: string | null;
}

/** Reads a page's HTML, which may be malformed. */
export function readPage(url: string, html: string): PageDocument {
  const root = parseMarkup(html, 'html');
  const elements = elementsOf(root);
  const jsonLd = readJsonLd(
    elements
      .filter((element) => element.name === 'script' && /ld\+json/i.test(element.attributes['type'] ?? ''))
      .map(textOf),
  );
  const titleTag = elements.find(({ name, parent }) => name === 'title' && parent?.name !== 'svg');
  const canonical = elements.find(
    ({ name, attributes }) => name === 'link' && /^\s*canonical\s*$/i.test(attributes['rel'] ?? ''),
  );
  return {
    url,
    root,
    elements,
    ownElements: withoutComments(elements),
    metas: readMetas(elements),
    jsonLd,
    article: articleNode(jsonLd),
    titleTag: titleTag ? tidyLine(textOf(titleTag)) : null,
    relCanonical: canonical?.attributes['href'] ?? null,
  };
}

/** The first content that is not empty among these metas, in the order of the names. */
export function metaOf(page: PageDocument, names: readonly string[]): string | null {
  for (const name of names) {
    for (const content of page.metas.get(name) ?? []) if (content !== '') return content;
  }
  return null;
}

function withoutComments(elements: readonly Element[]): readonly Element[] {
  const comments = new Set<Element>();
  return elements.filter((element) => {
    const inside = element.parent !== null && comments.has(element.parent);
    const begins = !['html', 'body', 'main', 'article'].includes(element.name) && isLabelledComments(element);
    if (inside || begins) comments.add(element);
    return !inside && !begins;
  });
}

function readMetas(elements: readonly Element[]): ReadonlyMap<string, readonly string[]> {
  const metas = new Map<string, string[]>();
  for (const { name, attributes } of elements) {
    if (name !== 'meta') continue;
    const content = tidyLine(attributes['content'] ?? '');
    for (const key of ['name', 'property', 'itemprop', 'http-equiv'] as const) {
      const label = attributes[key]?.trim().toLowerCase();
      if (label === undefined || label === '') continue;
      const contents = metas.get(label);
      if (contents) contents.push(content);
      else metas.set(label, [content]);
    }
  }
  return metas;
}
