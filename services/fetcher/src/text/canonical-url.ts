import { parseUrl } from '@gazette/schemas';
import { getDomain } from 'tldts';
import tracking from './tracking-parameters.json' with { type: 'json' };

/**
 * An article's canonical address: without tracking parameters, fragment, default port, session id, AMP and
 * mobile variants and pasted quotes, and with normalised escapes and host. Parameters keep their order.
 * Idempotent.
 *
 * @param base the address that a relative `url` is resolved against
 * @throws CanonicalUrlError unless the address is http or https, names a host and carries no user or password
 */
export function canonicalUrl(url: string, base?: string): string {
  const parsed = outOfAmpCache(parseWebUrl(url, base));
  parsed.hash = '';
  parsed.hostname = withoutMobile(parsed.hostname.replace(/\.$/, ''));
  parsed.pathname = withoutJunk(withoutAmp(normalisedEscapes(parsed.pathname)));
  parsed.search = withoutTracking(parsed.search);
  return parsed.href;
}

/**
 * The address of the page at `pageUrl` whose canonical link is `relCanonical`. The link is ignored if it
 * leads to another site (registrable domain) or to the front page, as broken templates do.
 */
export function canonicalFor(pageUrl: string, relCanonical: string | null): string {
  const page = canonicalUrl(pageUrl);
  if (relCanonical === null || relCanonical.trim() === '') return page;
  let claimed: string;
  try {
    claimed = canonicalUrl(relCanonical, pageUrl);
  } catch {
    return page;
  }
  const [own, other] = [new URL(page), new URL(claimed)];
  if (siteOf(own.hostname) !== siteOf(other.hostname)) return page;
  const isFront = other.pathname === '/' && other.search === '';
  return isFront && own.pathname !== '/' ? page : claimed;
}

/**
 * The registrable domain: `example.co.uk` of `news.example.co.uk`; each host of a blog platform is its own
 * site.
 */
function siteOf(hostname: string): string {
  return getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
}

/** The text cannot be the address of an article. */
export class CanonicalUrlError extends Error {
  constructor(problem: string, url: string) {
    super(`expected an http or https address, found ${problem}: ${JSON.stringify(url.slice(0, 200))}`);
    this.name = 'CanonicalUrlError';
  }
}

function parseWebUrl(url: string, base: string | undefined): URL {
  const trimmed = url.replace(/^[\s"'<>]+|[\s"'<>]+$/g, '').replace(/[\n\r\t]/g, '');
  if (trimmed === '') throw new CanonicalUrlError('nothing', url);
  const parsed = parseUrl(trimmed, base);
  if (!parsed) throw new CanonicalUrlError('something else', url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    throw new CanonicalUrlError(`scheme ${parsed.protocol}`, url);
  if (parsed.username !== '' || parsed.password !== '')
    throw new CanonicalUrlError('a user name or password in it', url);
  return parsed;
}

/** The hosts of AMP caches and the form of their paths: the mark of https, then host and path. */
const ampCaches = [
  { host: /\.cdn\.ampproject\.org$/, path: /^\/[a-z](\/s)?\/(.+)$/ },
  { host: /^(?:www\.)?google\.[a-z.]+$/, path: /^\/amp(\/s)?\/(.+)$/ },
];

/**
 * `google.com/amp/s/host/path` and `host.cdn.ampproject.org/c/s/host/path` are copies of the page at
 * `host/path`.
 */
function outOfAmpCache(url: URL): URL {
  const cached = ampCaches.find(({ host }) => host.test(url.hostname))?.path.exec(url.pathname);
  if (!cached) return url;
  const original = `${cached[1] === undefined ? 'http' : 'https'}://${cached[2] ?? ''}${url.search}`;
  return parseUrl(original) ? parseWebUrl(original, undefined) : url;
}

/** `m.ex.org` and `amp.ex.org` are `www.ex.org`; `en.m.ex.org` is `en.ex.org`. */
function withoutMobile(hostname: string): string {
  const inner = hostname.replace(/\.(?:m|mobile)\.(?=[^.]+\.)/, '.');
  if (inner !== hostname && getDomain(inner) !== null && getDomain(inner) === getDomain(hostname))
    return inner;
  const outer = /^(?:m|mobile|amp)\.(.+)$/.exec(hostname)?.[1];
  return outer !== undefined && getDomain(hostname) === outer ? `www.${outer}` : hostname;
}

/**
 * `/amp/story`, `/story/amp/`, `/story.amp.html` and `/story.amp` are `/story`; a page called `/amp` stays.
 */
function withoutAmp(path: string): string {
  const stripped = path
    .replace(/^\/amp(?=\/[^/])/, '')
    .replace(/([^/])\/amp\/?$/, '$1')
    .replace(/\.amp(\.html?)?$/, (_, extension: string | undefined) => extension ?? '');
  return stripped === '' ? '/' : stripped;
}

function withoutJunk(path: string): string {
  return path
    .replace(/;(?:jsessionid|phpsessid|sid)=[^/;]*/i, '')
    .replace(/\/{2,}/g, '/')
    .replace(/(?:%20|%22|%E2%80%9D|["'<>&])+$/, '')
    .replace(/\/index\.(?:html?|php)$/i, '/');
}

/** RFC 3986, 6.2.2: upper-case hex digits, and no escapes of unreserved characters. */
function normalisedEscapes(part: string): string {
  return part.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escape.toUpperCase();
  });
}

function withoutTracking(search: string): string {
  const kept = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !isTracking(pair))
    .map(normalisedEscapes);
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

const trackingNames = new Set(tracking.names);
const trackingValues = new Set(tracking.values);

function isTracking(pair: string): boolean {
  const [name = '', value = ''] = pair.toLowerCase().split('=');
  if (trackingNames.has(name) || tracking.prefixes.some((prefix) => name.startsWith(prefix))) return true;
  return tracking.namesByValue.includes(name) && trackingValues.has(value);
}
