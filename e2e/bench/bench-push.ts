import { readFileSync } from 'node:fs';
import process from 'node:process';
import { numberedArticles, pushOverOneRequest } from '../support/one-request.ts';
import { eventually, startStack } from '../support/stack.ts';

/**
 * `npm run bench:push` pushes many articles over one request and prints the rates, the fetcher's memory
 * over time, and whether all articles are indexed.
 */

const count = Number(process.argv[2] ?? 100_000);
const FOUND_WITHIN_MS = 60 * 60 * 1000;

const stack = await startStack();
try {
  const { fetcher } = stack.services;
  console.log(`${count} articles as NDJSON over one request`);
  const startedAt = Date.now();
  const rss: number[] = [];
  const answer = await pushOverOneRequest({
    url: fetcher.url,
    key: 'e2e-sample-key',
    articles: numberedArticles('chronicle', count),
    onAnswer: (answered) => {
      if (answered % Math.ceil(count / 20) !== 0) return;
      rss.push(residentMebibytes(fetcher.pid()));
      console.log(`  ${seconds(startedAt)} s  ${answered} answered  fetcher ${rss.at(-1)} MiB`);
    },
  });
  const took = Number(seconds(startedAt));
  console.log(`answered: ${JSON.stringify(answer)}`);
  console.log(
    `${took} s, ${Math.round(count / took)} articles per second; ` +
      `fetcher's memory at most ${Math.max(...rss)} MiB, at the end ${rss.at(-1)} MiB`,
  );
  let shown = 0;
  await eventually(
    'all articles are indexed',
    async () => {
      const { count: indexed } = await stack.openSearch<{ count: number }>('GET', '{prefix}articles/_count');
      if (indexed !== shown) console.log(`  ${seconds(startedAt)} s  ${indexed} indexed`);
      shown = indexed;
      return indexed >= count;
    },
    FOUND_WITHIN_MS,
  );
  const { count: found } = await stack.openSearch<{ count: number }>('GET', '{prefix}articles/_count');
  console.log(
    `${found} of ${count} indexed after ${seconds(startedAt)} s: ` +
      `${Math.round(found / Number(seconds(startedAt)))} per second through the whole pipeline`,
  );
  if (found !== count || answer.accepted !== count) process.exitCode = 1;
} finally {
  await stack.stop();
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(1);
}

function residentMebibytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kibibytes) / 1024);
}
