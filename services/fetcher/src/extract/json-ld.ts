import { parseJson } from '../text/parse-json.ts';

/** A JSON object as parsed; its fields are unchecked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Every object with an `@type` in a page's JSON-LD scripts, including nested ones. Scripts that are still not
 * JSON after the usual repairs are skipped.
 */
export function readJsonLd(scripts: readonly string[]): readonly JsonObject[] {
  const found: JsonObject[] = [];
  for (const script of scripts) {
    if (found.length >= MAX_NODES) break;
    collect(parseLoosely(script), found, 0);
  }
  return found;
}

/**
 * The node that describes the page's article. News and blog articles rank before other texts, and nodes with
 * a date before nodes without one.
 */
export function articleNode(nodes: readonly JsonObject[]): JsonObject | null {
  const rated = nodes.map((node) => ({ node, rank: rankOf(node) })).filter(({ rank }) => rank > 0);
  return rated.sort((a, b) => b.rank - a.rank)[0]?.node ?? null;
}

/** The node's types, without the URL of the vocabulary. */
export function typesOf(node: JsonObject): readonly string[] {
  return stringsOf(node['@type']).map((type) => type.replace(/^.*[/#:]/, ''));
}

/** A field's strings, whether its value is one string or a list. */
export function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MAX_DEPTH = 12;
const MAX_NODES = 500;

function collect(value: unknown, found: JsonObject[], depth: number): void {
  if (depth > MAX_DEPTH || found.length >= MAX_NODES) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found, depth + 1);
  } else if (isObject(value)) {
    if (value['@type'] !== undefined) found.push(value);
    for (const item of Object.values(value)) if (typeof item === 'object') collect(item, found, depth + 1);
  }
}

/** A node's rank is that of the first row that matches one of its types. */
const TYPE_RANKS: readonly (readonly [RegExp, number])[] = [
  [/^(?:\w*NewsArticle|ReportageNewsArticle|OpinionNewsArticle|LiveBlogPosting)$/, 4],
  [/(?:Article|BlogPosting|Report|Review)$/, 3],
  [/^(?:Recipe|VideoObject|SocialMediaPosting|QAPage|HowTo)$/, 1.5],
  [/^(?:WebPage|ItemPage|CreativeWork)$/, 1],
];

function rankOf(node: JsonObject): number {
  const types = typesOf(node);
  const rank = TYPE_RANKS.find(([pattern]) => types.some((type) => pattern.test(type)))?.[1] ?? 0;
  if (rank === 0) return 0;
  return rank + (node['datePublished'] === undefined ? 0 : 0.3) + (node['headline'] === undefined ? 0 : 0.1);
}

/** Repairs what templates leave behind: comments, line breaks inside strings and stray commas. */
function parseLoosely(script: string): unknown {
  const bare = script
    .replace(/^\s*(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|<!\[CDATA\[|\/\/\s*<!\[CDATA\[)/, '')
    .replace(/(?:-->|\/\*\s*\]\]>\s*\*\/|(?:\/\/\s*)?\]\]>)\s*;?\s*$/, '')
    .trim()
    .replace(/;$/, '');
  return parseJson(bare) ?? parseJson(bare.replace(/\p{Cc}+/gu, ' ').replace(/,\s*(?=[}\]])/g, ''));
}
