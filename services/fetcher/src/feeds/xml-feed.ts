import { parseDate, type ParsedDate } from '../text/parse-date.ts';
import type { FeedEntry, ListedSitemap, ParsedFeed } from './parsed-feed.ts';
import { textOf } from '../text/parse-markup.ts';
import { resolveUrl, type XmlElement } from '../text/parse-xml.ts';
import { elementToText, htmlToText, tidyLine, tidyLines } from '../text/plain-text.ts';

/** RSS, RDF, Atom, CDF, sitemaps and their indexes as one shape; null when the document is none of them. */
export function toXmlFeed(root: XmlElement | null): ParsedFeed | null {
  if (!root) return null;
  if (root.name === 'urlset') return toSitemap(root);
  if (root.name === 'sitemapindex') return toSitemapIndex(root);
  const channel = channelOf(root);
  if (!channel) return null;
  return {
    title: titleOf(channel),
    siteUrl: linkOf(channel),
    ttlSeconds: ttlOf(channel),
    // RSS 1.0 and 0.9 put items beside the channel; broken feeds put them anywhere.
    entries: entriesIn(root).map(toEntry),
    sitemaps: [],
  };
}

function channelOf(root: XmlElement): XmlElement | null {
  if (['feed', 'channel'].includes(root.name)) return root;
  if (!['rss', 'rdf:rdf', 'rdf', 'xml'].includes(root.name)) return null;
  return firstOf(root, ['channel', 'feed']) ?? root;
}

function entriesIn(element: XmlElement): XmlElement[] {
  return element.children.flatMap((child) => {
    if (child.name === 'item' || child.name === 'entry') return [child, ...entriesIn(child)];
    return ['channel', 'feed', 'items', 'rss', 'rdf:rdf'].includes(child.name) ? entriesIn(child) : [];
  });
}

function toEntry(entry: XmlElement): FeedEntry {
  const published = dateOf(entry, [
    'published',
    'pubdate',
    'issued',
    'dcterms:issued',
    'dc:date',
    'dcterms:created',
    'created',
  ]);
  const updated = dateOf(entry, ['updated', 'modified', 'dcterms:modified', 'lastbuilddate']);
  const written = published ?? updated ?? dateAttribute(entry, 'lastmod');
  const content = firstOf(entry, ['content:encoded', 'content', 'xhtml:body', 'body', 'fullitem']);
  const summary = firstOf(entry, [
    'description',
    'summary',
    'abstract',
    'media:description',
    'itunes:summary',
  ]);
  return {
    url: linkOf(entry),
    id:
      blankToNull(tidyLine(rawText(firstOf(entry, ['guid', 'id', 'dc:identifier'])))) ??
      entry.attributes['rdf:about'] ??
      null,
    title: titleOf(entry),
    summary: plainText(summary),
    byline: bylineOf(entry),
    publishedAt: written?.time ?? null,
    publishedAtPrecision: written?.precision ?? null,
    updatedAt: updated?.time ?? null,
    content: plainText(content),
  };
}

function toSitemap(root: XmlElement): ParsedFeed {
  const entries = childrenOf(root, ['url']).map((page): FeedEntry => {
    const news = firstOf(page, ['news:news']);
    const published = news ? dateOf(news, ['news:publication_date']) : null;
    const modified = dateOf(page, ['lastmod']);
    return {
      url: linkTo(firstOf(page, ['loc'])),
      id: null,
      title: news ? plainLine(firstOf(news, ['news:title'])) : null,
      summary: null,
      byline: null,
      publishedAt: published?.time ?? null,
      publishedAtPrecision: published?.precision ?? null,
      updatedAt: modified?.time ?? null,
      content: null,
    };
  });
  const named = childrenOf(root, ['url'])
    .map((page) => firstOf(page, ['news:news']))
    .find((news) => news !== null);
  const publication = named ? firstOf(named, ['news:publication']) : null;
  return {
    title: publication ? plainLine(firstOf(publication, ['news:name'])) : null,
    siteUrl: null,
    ttlSeconds: null,
    entries,
    sitemaps: [],
  };
}

/** https://www.sitemaps.org/protocol.html#index */
function toSitemapIndex(root: XmlElement): ParsedFeed {
  const sitemaps = childrenOf(root, ['sitemap']).flatMap((sitemap): ListedSitemap[] => {
    const url = linkTo(firstOf(sitemap, ['loc']));
    return url === null ? [] : [{ url, modifiedAt: dateOf(sitemap, ['lastmod'])?.time ?? null }];
  });
  return { title: null, siteUrl: null, ttlSeconds: null, entries: [], sitemaps };
}

function titleOf(element: XmlElement): string | null {
  return (
    plainLine(firstOf(element, ['title'])) ??
    plainLine(firstOf(element, ['dc:title', 'media:title', 'itunes:title']))
  );
}

/**
 * Where the element's page is. FeedBurner keeps the publisher's own link in a field of its own.
 */
function linkOf(element: XmlElement): string | null {
  const original = linkTo(firstOf(element, ['feedburner:origlink']));
  if (original !== null) return original;
  const links = childrenOf(element, ['link', 'atom:link']).filter(({ attributes }) =>
    isAlternate(attributes['rel']),
  );
  const written = links.find((link) => link.attributes['href'] === undefined && rawText(link).trim() !== '');
  if (written) return linkTo(written);
  const alternate = links.filter(({ attributes }) => attributes['href'] !== undefined);
  const page =
    alternate.find(({ attributes }) => /html/.test(attributes['type'] ?? 'text/html')) ?? alternate[0];
  if (page) return resolveUrl(page.attributes['href'] ?? '', page.base);
  const source = firstOf(element, ['content'])?.attributes['src'];
  const attribute = element.attributes['href'] ?? element.attributes['rdf:about'] ?? source;
  return attribute === undefined ? permalinkOf(element) : resolveUrl(attribute, element.base);
}

/** An id that is a web address is the last resort; a guid can say that it is none. */
function permalinkOf(element: XmlElement): string | null {
  const id = firstOf(element, ['guid', 'id']);
  if (!id || id.attributes['ispermalink']?.trim().toLowerCase() === 'false') return null;
  return /^\s*(https?:\/)?\/\S+\s*$/i.test(rawText(id)) ? linkTo(id) : null;
}

function isAlternate(rel: string | undefined): boolean {
  return rel === undefined || rel === '' || /(^|\/)alternate$/i.test(rel.trim());
}

function linkTo(element: XmlElement | null): string | null {
  return element ? resolveUrl(tidyLine(rawText(element)), element.base) : null;
}

function bylineOf(entry: XmlElement): string | null {
  const names = childrenOf(entry, ['author', 'dc:creator', 'itunes:author', 'dc:author', 'contributor']).map(
    (author) => {
      const name = firstOf(author, ['name']);
      return {
        kind: author.name,
        text: name ? plainLine(name) : author.children.length > 0 ? null : mailless(plainLine(author) ?? ''),
      };
    },
  );
  const kind = names.find(({ text }) => text !== null && text !== '')?.kind;
  const chosen = new Set(names.filter((name) => name.kind === kind).map(({ text }) => text ?? ''));
  return blankToNull([...chosen].filter((text) => text !== '').join(', '));
}

/** RSS wants `desk@example.org (Ann Lee)`; only the name is a byline. */
function mailless(author: string): string {
  const name =
    /^\S+@\S+\s*\((.+)\)$/.exec(author)?.[1] ?? /^(.+?)\s*[<(]\S+@\S+[>)]$/.exec(author)?.[1] ?? author;
  return /^\S+@\S+$/.test(name) ? '' : name.trim();
}

function dateOf(element: XmlElement, names: readonly string[]): ParsedDate | null {
  for (const name of names) {
    for (const child of childrenOf(element, [name])) {
      const date = parseDate(tidyLine(rawText(child)));
      // The epoch and year 1 are what content systems write for "unknown".
      if (date && date.time > 0) return date;
    }
  }
  return null;
}

function dateAttribute(element: XmlElement, name: string): ParsedDate | null {
  return parseDate(element.attributes[name] ?? '');
}

function ttlOf(channel: XmlElement): number | null {
  const minutes = Number(rawText(firstOf(channel, ['ttl'])).trim());
  if (minutes > 0 && minutes <= 10_080) return Math.round(minutes * 60);
  const period =
    periods[
      rawText(firstOf(channel, ['sy:updateperiod']))
        .trim()
        .toLowerCase()
    ];
  if (period === undefined) return null;
  const times = Number(rawText(firstOf(channel, ['sy:updatefrequency'])).trim());
  return Math.round(period / (times >= 1 ? times : 1));
}

/** RSS 1.0 syndication module, in seconds. */
const periods: Readonly<Record<string, number>> = {
  hourly: 3600,
  daily: 86_400,
  weekly: 604_800,
  monthly: 2_592_000,
  yearly: 31_536_000,
};

function childrenOf(element: XmlElement, names: readonly string[]): XmlElement[] {
  return element.children.filter(({ name }) => names.includes(name));
}

/** The first child of the first name that any child has and that says something. */
function firstOf(element: XmlElement, names: readonly string[]): XmlElement | null {
  for (const name of names) {
    const found = element.children.find((child) => child.name === name);
    if (found) return found;
  }
  return null;
}

function rawText(element: XmlElement | null): string {
  return element ? textOf(element.source) : '';
}

function plainLine(element: XmlElement | null): string | null {
  const text = plainText(element);
  return text === null ? null : tidyLine(text);
}

/** Atom says what its text is; RSS means HTML whenever it looks like it. */
function plainText(element: XmlElement | null): string | null {
  if (!element) return null;
  const type = element.attributes['type']?.toLowerCase();
  const mode = element.attributes['mode']?.toLowerCase();
  if (mode === 'base64' || type === 'application/octet-stream')
    return blankToNull(htmlToText(Buffer.from(rawText(element), 'base64').toString('utf8')));
  if (element.children.length > 0) return blankToNull(elementToText(element.source));
  const text = rawText(element);
  if (type === 'text' || type === 'text/plain' || !/<\/?[a-z!][^<]*>|&#?\w+;/i.test(text))
    return blankToNull(tidyLines(text));
  return blankToNull(htmlToText(text));
}

function blankToNull(text: string): string | null {
  return text === '' ? null : text;
}
