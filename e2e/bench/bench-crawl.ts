/** Checks and measures a crawl that is too large for a test; see `--help`. Prints one JSON object. */
import { parseArgs } from 'node:util';
import { crawl } from '../support/crawl/crawl.ts';

const help = `Crawls a local web while one fetcher crashes. Checks that each page arrives once,
that requests to a host never overlap, and that the pauses between them are kept.

Usage: npm run bench:crawl -- [--hosts 200] [--feeds 2000] [--pages 20000]
                              [--instances 3] [--delay 100] [--minutes 30]

Engines are found as in npm test. Services run from their build (npm run build). One instance is killed
(SIGKILL) half-way.
`;

const number = (value: string) => ({ type: 'string', default: value }) as const;
const { values } = parseArgs({
  options: {
    hosts: number('200'),
    feeds: number('2000'),
    pages: number('20000'),
    instances: number('3'),
    delay: number('100'),
    minutes: number('30'),
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else {
  const hosts = Number(values.hosts);
  const feedsPerHost = Number(values.feeds) / hosts;
  let reported = 0;
  const crawled = await crawl({
    hosts,
    feedsPerHost,
    articlesPerFeed: Number(values.pages) / hosts / feedsPerHost,
    instances: Number(values.instances),
    hostDelayMs: Number(values.delay),
    withinMs: Number(values.minutes) * 60_000,
    onProgress: (arrived, count) => {
      if (arrived < reported + 1000) return;
      reported = arrived;
      process.stderr.write(`${arrived} of ${count}\n`);
    },
  });
  process.stdout.write(`${JSON.stringify(crawled, null, 2)}\n`);
  const { expected, arrived, doubled, visits } = crawled;
  if (arrived < expected || doubled > 0 || visits.overlaps + visits.hurries + visits.forbidden > 0)
    process.exitCode = 1;
}
