import { parseDate, type ParsedDate } from '../text/parse-date.ts';
import { resolveUrl, type XmlElement } from '../text/parse-xml.ts';
import { tidyLine } from '../text/plain-text.ts';
import type { FeedEntry, ParsedFeed } from './parsed-feed.ts';
import { toSitemap, toSitemapIndex } from './sitemap.ts';
import {
  blankToNull,
  childrenOf,
  dateOf,
  firstOf,
  linkTo,
  plainLine,
  plainText,
  rawText,
} from './xml-fields.ts';

/** Reads RSS, RDF, Atom, CDF, sitemaps and sitemap indexes; null for any other document. */
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
    // RSS 1.0 and 0.9 put items next to the channel, malformed feeds anywhere.
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

function titleOf(element: XmlElement): string | null {
  return (
    plainLine(firstOf(element, ['title'])) ??
    plainLine(firstOf(element, ['dc:title', 'media:title', 'itunes:title']))
  );
}

/** The address of the element's page. FeedBurner keeps the publisher's link in a separate field. */
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

/** The last resort: an id that is a web address, unless the guid declares that it is not a permalink. */
function permalinkOf(element: XmlElement): string | null {
  const id = firstOf(element, ['guid', 'id']);
  if (!id || id.attributes['ispermalink']?.trim().toLowerCase() === 'false') return null;
  return /^\s*(https?:\/)?\/\S+\s*$/i.test(rawText(id)) ? linkTo(id) : null;
}

function isAlternate(rel: string | undefined): boolean {
  return rel === undefined || rel === '' || /(^|\/)alternate$/i.test(rel.trim());
}

function bylineOf(entry: XmlElement): string | null {
  const names = childrenOf(entry, ['author', 'dc:creator', 'itunes:author', 'dc:author', 'contributor']).map(
    (author) => {
      const name = firstOf(author, ['name']);
      if (name) return { kind: author.name, text: plainLine(name) };
      const isStructured = author.children.length > 0;
      return { kind: author.name, text: isStructured ? null : withoutMail(plainLine(author) ?? '') };
    },
  );
  const kind = names.find(({ text }) => text !== null && text !== '')?.kind;
  const chosen = new Set(names.filter((name) => name.kind === kind).map(({ text }) => text ?? ''));
  return blankToNull([...chosen].filter((text) => text !== '').join(', '));
}

/** RSS prescribes `desk@example.org (Ann Lee)`; the byline is only the name. */
function withoutMail(author: string): string {
  const name =
    /^\S+@\S+\s*\((.+)\)$/.exec(author)?.[1] ?? /^(.+?)\s*[<(]\S+@\S+[>)]$/.exec(author)?.[1] ?? author;
  return /^\S+@\S+$/.test(name) ? '' : name.trim();
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

/** Periods of the RSS 1.0 syndication module, in seconds. */
const periods: Readonly<Record<string, number>> = {
  hourly: 3600,
  daily: 86_400,
  weekly: 604_800,
  monthly: 2_592_000,
  yearly: 31_536_000,
};
