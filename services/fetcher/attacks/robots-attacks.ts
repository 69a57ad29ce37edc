import { encoded, gzipBomb } from './compression-bombs.ts';
import { flood, head, reply, type Answer } from './hostile-host.ts';
import { page, readableArticle, type Attack } from './resource-attack.ts';

const robots =
  (answer: Answer): Answer =>
  (socket, path) => {
    (path === '/robots.txt' ? answer : page(readableArticle))(socket, path);
  };

/** Endless redirects, and attacks through robots.txt. */
export const redirectAndRobotsAttacks: readonly Attack[] = [
  {
    attack: 'a redirect to itself',
    kind: 'page',
    outcome: /too-many-redirects/,
    answer: (socket, path) => {
      reply('301 Moved', { location: path })(socket, path);
    },
  },
  {
    attack: 'an endless chain of redirects',
    kind: 'page',
    outcome: /too-many-redirects/,
    answer: (socket, path) => {
      reply('302 Found', { location: `${path}x` })(socket, path);
    },
  },
  {
    attack: 'an endless robots.txt',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(flood(head('200 OK'), 'Disallow: /private\n'.repeat(1000))),
  },
  {
    attack: 'a robots.txt that is a gzip bomb',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(encoded('gzip', gzipBomb)),
  },
  {
    attack: 'a robots.txt full of wildcards',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(page(`User-agent: *\n${`Disallow: /${'*'.repeat(8000)}b$\n`.repeat(60)}`, 'text/plain')),
  },
  {
    attack: 'a robots.txt with a delay for each of many agents',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(
      page(`${'User-agent:a\n'.repeat(19_000)}${'Crawl-delay:1\n'.repeat(17_000)}`, 'text/plain'),
    ),
  },
  {
    attack: 'a robots.txt that redirects to itself',
    kind: 'page',
    isRobots: true,
    outcome: /./,
    answer: robots(reply('301 Moved', { location: '/robots.txt' })),
  },
];
