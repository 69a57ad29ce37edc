/** A parsed robots.txt. Sitemaps belong to no group. */
export interface Robots {
  readonly groups: readonly RobotsGroup[];
  readonly sitemaps: readonly string[];
}

interface RobotsGroup {
  /** Product tokens in lower case; `*` means every crawler. */
  readonly agents: readonly string[];
  readonly rules: readonly RobotsRule[];
  /**
   * In seconds. A delay applies only to the first `agentsBefore` agents: those listed before it in the group.
   */
  readonly delays: readonly { readonly agentsBefore: number; readonly seconds: number }[];
}

interface RobotsRule {
  readonly allow: boolean;
  /** With normalised percent-encoding; may contain `*` and end in `$`. */
  readonly pattern: string;
}

/** RFC 9309, 2.5: a crawler must read at least 500 KiB; the rest is ignored. */
const MAX_LENGTH = 500 * 1024;
/** Longer lines are truncated; the limit is that of google/robotstxt. */
const MAX_LINE_LENGTH = 16_663;

/**
 * Reads a robots.txt (RFC 9309). Like other crawlers it tolerates missing colons, misspellings and byte order
 * marks. Lines of other kinds (sitemap, crawl-delay) do not end a group of user agents.
 */
export function parseRobots(text: string): Robots {
  const groups: { agents: string[]; rules: RobotsRule[]; delays: RobotsGroup['delays'][number][] }[] = [];
  const sitemaps: string[] = [];
  let group: (typeof groups)[number] | null = null;
  let startsGroup = true;
  for (const line of text
    .slice(0, MAX_LENGTH)
    .replace(/^\ufeff/, '')
    .split(/\r\n?|\n/)) {
    const field = fieldOf(line.slice(0, MAX_LINE_LENGTH));
    if (!field) continue;
    const { key, value } = field;
    if (key === 'user-agent') {
      if (startsGroup || !group) groups.push((group = { agents: [], rules: [], delays: [] }));
      startsGroup = false;
      group.agents.push(agentOf(value));
    } else if (key === 'allow' || key === 'disallow') {
      startsGroup = true;
      if (group && value !== '') group.rules.push(...rulesOf(key === 'allow', normalise(value)));
    } else if (key === 'crawl-delay') {
      const seconds = Number(value);
      if (group && value !== '' && seconds >= 0)
        group.delays.push({ agentsBefore: group.agents.length, seconds });
    } else sitemaps.push(value);
  }
  return { groups, sitemaps };
}

/**
 * Whether a crawler may fetch a path (with its query). The longest rule wins; `allow` wins a tie. All groups
 * that name the crawler apply; if there are none, the groups for `*` do (RFC 9309, 2.2).
 */
export function isAllowed(robots: Robots, userAgent: string, path: string): boolean {
  const target = normalise(path.startsWith('/') ? path : `/${path}`).replace(/#.*$/, '');
  if (target === '/robots.txt') return true;
  let best: RobotsRule | null = null;
  for (const { rules } of groupsFor(robots, userAgent)) {
    for (const rule of rules) {
      const isBetter =
        !best ||
        rule.pattern.length > best.pattern.length ||
        (rule.pattern.length === best.pattern.length && rule.allow && !best.allow);
      if (isBetter && matches(rule.pattern, target)) best = rule;
    }
  }
  return best?.allow ?? true;
}

/** The pause in seconds that the site requests between two requests of this crawler, or null. */
export function crawlDelay(robots: Robots, userAgent: string): number | null {
  return longestDelay(robots, agentOf(userAgent)) ?? longestDelay(robots, '*');
}

function longestDelay({ groups }: Robots, agent: string): number | null {
  let longest: number | null = null;
  for (const { agents, delays } of groups) {
    const position = agents.indexOf(agent);
    if (position < 0) continue;
    for (const { agentsBefore, seconds } of delays)
      if (position < agentsBefore) longest = Math.max(longest ?? 0, seconds);
  }
  return longest;
}

function fieldOf(line: string): { readonly key: string; readonly value: string } | null {
  const bare = line.replace(/#.*$/, '').replace(/^[ \t\f\v]+|[ \t\f\v]+$/g, '');
  const colon = bare.indexOf(':');
  const end = colon >= 0 ? colon : bare.search(/\s/);
  if (end <= 0) return null;
  const key = keys.get(bare.slice(0, end).trim().toLowerCase());
  return key === undefined ? null : { key, value: bare.slice(end + 1).trim() };
}

/** A rule for an index page applies to its folder too. */
function rulesOf(allow: boolean, pattern: string): RobotsRule[] {
  const folder = /^(.*\/)index\.html?$/.exec(pattern)?.[1];
  const rule = { allow, pattern };
  return folder === undefined ? [rule] : [rule, { allow, pattern: `${folder}$` }];
}

/** Field names with their common misspellings. */
const keys: ReadonlyMap<string, string> = new Map([
  ['user-agent', 'user-agent'],
  ['useragent', 'user-agent'],
  ['user agent', 'user-agent'],
  ['allow', 'allow'],
  ['disallow', 'disallow'],
  ['dissallow', 'disallow'],
  ['dissalow', 'disallow'],
  ['disalow', 'disallow'],
  ['diasllow', 'disallow'],
  ['disallaw', 'disallow'],
  ['crawl-delay', 'crawl-delay'],
  ['crawldelay', 'crawl-delay'],
  ['sitemap', 'sitemap'],
  ['site-map', 'sitemap'],
]);

/** The product token: `FooBot/1.2 (+…)` is `foobot`; `*` may be followed by anything after a space. */
function agentOf(value: string): string {
  if (/^\*(?:\s|$)/.test(value)) return '*';
  return (/^[a-z_-]+/i.exec(value)?.[0] ?? '').toLowerCase();
}

function groupsFor({ groups }: Robots, userAgent: string): readonly RobotsGroup[] {
  const own = agentOf(userAgent);
  const named = own === '' ? [] : groups.filter(({ agents }) => agents.includes(own));
  return named.length > 0 ? named : groups.filter(({ agents }) => agents.includes('*'));
}

/** RFC 9309, 2.2.2: non-ASCII characters are compared percent-encoded, with upper-case hex digits. */
function normalise(pattern: string): string {
  return pattern
    .replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase())
    .replace(/[^\x21-\x7e]+/gu, (text) => encodeURI(text.replace(/\p{Cs}/gu, '')));
}

/**
 * `*` matches any run of characters, a final `$` the end of the path. Without backtracking: each `*` takes
 * time linear in the path.
 */
function matches(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$');
  const parts = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  const first = parts[0] ?? '';
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i] ?? '';
    if (anchored && i === parts.length - 1) return path.length - part.length >= at && path.endsWith(part);
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return !anchored || at === path.length;
}
