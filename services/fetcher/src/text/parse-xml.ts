import { parseUrl } from '@gazette/schemas';
import { parseMarkup, type Element, type Node } from './parse-markup.ts';

/** An XML element with this service's own prefix for its namespace, whatever prefix the document uses. */
export interface XmlElement {
  /** `title`, `dc:creator`: lower case; RSS, Atom and sitemaps have no prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The base of relative links in this element (`xml:base`, otherwise the document's address). */
  readonly base: string;
  readonly children: readonly XmlElement[];
  /** The same content before namespaces were resolved, with its text. */
  readonly source: Element;
}

/** Parses XML of any quality into its root element; null when there is none. */
export function parseXml(text: string, url: string): XmlElement | null {
  const root = parseMarkup(text, 'xml');
  const top = root.children.find(
    (child): child is Element => typeof child !== 'string' && !child.name.startsWith('?'),
  );
  return top ? resolve(top, url, new Map()) : null;
}

/** Fragments of namespace names, which differ by version, and the prefix each gets here. */
const namespaces: readonly (readonly [fragment: string, prefix: string])[] = [
  ['www.w3.org/2005/atom', ''],
  ['purl.org/atom', ''],
  ['purl.org/rss/1.0/modules/content', 'content'],
  ['purl.org/rss/1.0/modules/syndication', 'sy'],
  ['purl.org/rss', ''],
  ['my.netscape.com/rdf', ''],
  ['channel.netscape.com/rdf', ''],
  ['backend.userland.com/rss', ''],
  ['purl.org/dc/elements', 'dc'],
  ['purl.org/dc/terms', 'dcterms'],
  ['www.w3.org/1999/02/22-rdf-syntax', 'rdf'],
  ['www.w3.org/1999/xhtml', 'xhtml'],
  ['search.yahoo.com/mrss', 'media'],
  ['www.itunes.com/dtds', 'itunes'],
  ['rssnamespace.org/feedburner', 'feedburner'],
  ['sitemaps.org/schemas/sitemap', ''],
  ['google.com/schemas/sitemap-news', 'news'],
  ['google.com/schemas/sitemap/', ''],
];

/**
 * The most prefixes in scope (feeds have about twenty). Each declaring element copies those of its parent.
 */
const MOST_PREFIXES = 100;

type Prefixes = ReadonlyMap<string, string>;

function resolve(element: Element, base: string, outer: Prefixes): XmlElement {
  const prefixes = declaredIn(element, outer);
  const ownBase = element.attributes['xml:base'];
  const here = ownBase === undefined ? base : (resolveUrl(ownBase, base) ?? base);
  return {
    name: resolvedName(element.name, prefixes),
    attributes: element.attributes,
    base: here,
    children: element.children.filter(isElement).map((child) => resolve(child, here, prefixes)),
    source: element,
  };
}

function isElement(node: Node): node is Element {
  return typeof node !== 'string';
}

function declaredIn(element: Element, outer: Prefixes): Prefixes {
  let declared: Map<string, string> | null = null;
  for (const [name, value] of Object.entries(element.attributes)) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    declared ??= new Map(outer);
    if (declared.size >= MOST_PREFIXES) break;
    const uri = value.toLowerCase().trim();
    const known = namespaces.find(([fragment]) => uri.includes(fragment));
    declared.set(name.slice(6), known ? known[1] : name.slice(6));
  }
  return declared ?? outer;
}

/** An undeclared prefix is kept as written. */
function resolvedName(name: string, prefixes: Prefixes): string {
  const colon = name.indexOf(':');
  const written = colon < 0 ? '' : name.slice(0, colon);
  const prefix = prefixes.get(written) ?? written;
  const local = name.slice(colon + 1);
  return prefix === '' ? local : `${prefix}:${local}`;
}

/** `link` resolved against `base`, or null when it is not an address. An absolute link stays as written. */
export function resolveUrl(link: string, base: string): string | null {
  const trimmed = link.trim().replace(/[\n\r\t]/g, '');
  if (trimmed === '') return null;
  const parsed = parseUrl(trimmed, base);
  if (!parsed) return null;
  return /^https?:\/\/\S+$/.test(trimmed) ? trimmed : parsed.href;
}
