import { encoded, gzipBomb } from './compression-bombs.ts';
import { flood, head, reply, type Answer } from './hostile-host.ts';
import { page, readableArticle, type Attack } from './resource-attack.ts';

const robots =
  (answer: Answer): Answer =>
  (socket, path) => {
    (path === '/robots.txt' ? answer : page(readableArticle))(socket, path);
  };

/** Redirects without an end, and what a robots.txt can do. */
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
    attack: 'a redirect ever further',
    kind: 'page',
    outcome: /too-many-redirects/,
    answer: (socket, path) => {
      reply('302 Found', { location: `${path}x` })(socket, path);
    },
  },
  {
    attack: 'a robots.txt without an end',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(flood(head('200 OK'), 'Disallow: /private\n'.repeat(1000))),
  },
  {
    attack: 'a robots.txt that is a bomb',
    kind: 'page',
    isRobots: true,
    outcome: /article/,
    answer: robots(encoded('gzip', gzipBomb)),
  },
  {
    attack: 'a robots.txt of stars',
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
