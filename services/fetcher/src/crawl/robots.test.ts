import { describe, expect, it } from '@jest/globals';
import { crawlDelay, isAllowed, parseRobots } from './robots.ts';

const agent = 'GazetteBot/1.0 (+https://ex.org)';

describe('isAllowed', () => {
  it.each([
    { case: 'allows everything without rules', robots: '', path: '/a', allowed: true },
    {
      case: 'obeys the rules for all crawlers',
      robots: 'User-agent: *\nDisallow: /private',
      path: '/private/a',
      allowed: false,
    },
    {
      case: 'obeys only its own group if there is one',
      robots: 'User-agent: *\nDisallow: /\n\nUser-agent: gazettebot\nDisallow: /x',
      path: '/a',
      allowed: true,
    },
    {
      case: 'merges the groups of one crawler',
      robots: 'User-agent: GazetteBot\nDisallow: /a\n\nUser-agent: GazetteBot\nDisallow: /b',
      path: '/b',
      allowed: false,
    },
    {
      case: 'lets several agents share a group',
      robots: 'User-agent: other\nUser-agent: gazettebot\nDisallow: /',
      path: '/a',
      allowed: false,
    },
    {
      case: 'follows the longest rule',
      robots: 'User-agent: *\nDisallow: /a\nAllow: /a/b',
      path: '/a/b/c',
      allowed: true,
    },
    {
      case: 'prefers allow when two rules are equally long',
      robots: 'User-agent: *\nDisallow: /a\nAllow: /a',
      path: '/a',
      allowed: true,
    },
    {
      case: 'does not let a sitemap end a group',
      robots: 'User-agent: *\nSitemap: https://ex.org/s.xml\nDisallow: /',
      path: '/a',
      allowed: false,
    },
    {
      case: 'does not let a crawl-delay end a group',
      robots: 'User-agent: *\nCrawl-delay: 5\nDisallow: /',
      path: '/a',
      allowed: false,
    },
    {
      case: 'matches wildcards',
      robots: 'User-agent: *\nDisallow: /*/print',
      path: '/story/print',
      allowed: false,
    },
    {
      case: 'matches the end anchor',
      robots: 'User-agent: *\nDisallow: /*.pdf$',
      path: '/a.pdf?x',
      allowed: true,
    },
    {
      case: 'matches the query',
      robots: 'User-agent: *\nDisallow: /*?session=',
      path: '/a?session=1',
      allowed: false,
    },
    {
      case: 'normalises escapes before comparing them',
      robots: 'User-agent: *\nDisallow: /caf%c3%a9',
      path: '/café',
      allowed: false,
    },
    {
      case: 'treats an empty disallow as permission',
      robots: 'User-agent: *\nDisallow:',
      path: '/a',
      allowed: true,
    },
    {
      case: 'ignores rules before any group',
      robots: 'Disallow: /\nUser-agent: *\nAllow: /',
      path: '/a',
      allowed: true,
    },
    {
      case: 'tolerates a missing colon and a misspelling',
      robots: 'user-agent *\ndissallow: /',
      path: '/a',
      allowed: false,
    },
    {
      case: 'accepts carriage returns as line ends',
      robots: '\ufeffUser-agent: *\rDisallow: /a # why\r',
      path: '/a',
      allowed: false,
    },
    {
      case: 'always allows robots.txt itself',
      robots: 'User-agent: *\nDisallow: /',
      path: '/robots.txt',
      allowed: true,
    },
  ])('$case', ({ robots, path, allowed }) => {
    expect(isAllowed(parseRobots(robots), agent, path)).toBe(allowed);
  });

  it('reads no more than 500 KiB', () => {
    const robots = `User-agent: *\n${'#'.repeat(500 * 1024)}\nDisallow: /`;

    expect(isAllowed(parseRobots(robots), agent, '/a')).toBe(true);
  });

  it('is not slowed down by patterns full of wildcards', () => {
    const robots = `User-agent: *\n${`Disallow: /${'*a'.repeat(900)}b\n`.repeat(250)}`;

    expect(isAllowed(parseRobots(robots), agent, `/${'a'.repeat(8000)}`)).toBe(true);
  });
});

describe('crawlDelay', () => {
  it('prefers the crawler’s own group', () => {
    const robots = parseRobots('User-agent: *\nCrawl-delay: 30\n\nUser-agent: GazetteBot\nCrawl-delay: 2.5');

    expect(crawlDelay(robots, agent)).toBe(2.5);
    expect(crawlDelay(robots, 'other')).toBe(30);
    expect(crawlDelay(parseRobots(''), agent)).toBeNull();
  });
});

describe('parseRobots', () => {
  it('collects sitemaps inside and outside groups', () => {
    expect(
      parseRobots('Sitemap: https://ex.org/a.xml\nUser-agent: *\nSitemap: https://ex.org/b.xml').sitemaps,
    ).toEqual(['https://ex.org/a.xml', 'https://ex.org/b.xml']);
  });
});
